namespace HwAgent.Agent.Llm;

/// <summary>A live model with its address and credential.</summary>
/// <param name="Reference">What the user named.</param>
/// <param name="BaseUrl">Base URL to which <c>chat/completions</c> is appended.</param>
/// <param name="Credential">How requests are signed.</param>
public sealed record ModelEndpoint(ModelReference Reference, Uri BaseUrl, Credential Credential)
{
    internal static bool IsHttp(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https") && uri.UserInfo.Length == 0;
}
