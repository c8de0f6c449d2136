using System.Text.Json;

namespace HwAgent.Agent.Tests.Llm;

/// <summary>What the client sent.</summary>
internal sealed record ReceivedRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement.Clone();
}
