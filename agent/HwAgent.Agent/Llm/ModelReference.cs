namespace HwAgent.Agent.Llm;

/// <summary>What <c>--model</c> names.</summary>
/// <param name="Kind">Where the model is reached.</param>
/// <param name="Name">Model, deployment or, for a replay, file.</param>
/// <param name="BaseUrl">Base URL of <see cref="ModelKind.Url"/>, e.g. <c>http://127.0.0.1:8000/v1</c>; null otherwise.</param>
public sealed record ModelReference(ModelKind Kind, string Name, Uri? BaseUrl = null)
{
    /// <summary>The forms that <see cref="Parse"/> takes, for messages and help.</summary>
    public const string AllowedForms = "openai:NAME, azure:DEPLOYMENT, ollama:NAME, http(s)://HOST:PORT/v1#NAME, replay:FILE; several separated by commas are tried small to large";

    /// <summary>One reference, or a cascade of several separated by commas.</summary>
    /// <exception cref="FormatException">Not one of <see cref="AllowedForms"/>.</exception>
    public static IReadOnlyList<ModelReference> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var cascade = text.Split(',', StringSplitOptions.TrimEntries).Select(part => ParseOne(part, text)).ToList();
        if (cascade.Count > 1 && cascade.Any(r => r.Kind == ModelKind.Replay))
            throw Bad(text, "a replay already holds the whole cascade of its run, so it stands alone");
        if (cascade.Distinct().Count() != cascade.Count) throw Bad(text, "one model is named twice");
        return cascade;
    }

    /// <summary>The reference as it is written after <c>--model</c>.</summary>
    public override string ToString() => Kind switch
    {
        ModelKind.OpenAI => "openai:" + Name,
        ModelKind.Azure => "azure:" + Name,
        ModelKind.Ollama => "ollama:" + Name,
        ModelKind.Replay => "replay:" + Name,
        _ => BaseUrl!.ToString().TrimEnd('/') + "#" + Name,
    };

    private static ModelReference ParseOne(string part, string whole)
    {
        if (part.Length == 0) throw Bad(whole, "a model name is missing");
        var colon = part.IndexOf(':');
        if (colon < 0) throw Bad(whole, $"'{part}' does not say where the model is; openai:{part}?");
        var scheme = part[..colon].ToLowerInvariant();
        var rest = part[(colon + 1)..];
        if (scheme is "http" or "https") return ParseUrl(part, whole);
        if (rest.Length == 0) throw Bad(whole, $"'{part}' names no model");
        return scheme switch
        {
            "openai" => new ModelReference(ModelKind.OpenAI, rest),
            "azure" => new ModelReference(ModelKind.Azure, rest),
            "ollama" => new ModelReference(ModelKind.Ollama, rest),
            "replay" => new ModelReference(ModelKind.Replay, rest),
            _ => throw Bad(whole, $"'{scheme}:' is not known"),
        };
    }

    private static ModelReference ParseUrl(string part, string whole)
    {
        if (!Uri.TryCreate(part, UriKind.Absolute, out var uri) || uri.Host.Length == 0) throw Bad(whole, $"'{part}' is no URL");
        if (uri.UserInfo.Length > 0) throw Bad(whole, "a URL with a user or password would end up in logs; set Llm:ApiKey instead");
        if (uri.Query.Length > 0) throw Bad(whole, "a query in the URL is not sent to the endpoint");
        var name = Uri.UnescapeDataString(uri.Fragment.TrimStart('#'));
        if (name.Length == 0) throw Bad(whole, $"'{part}' names no model; append #NAME");
        return new ModelReference(ModelKind.Url, name, new Uri(uri.GetLeftPart(UriPartial.Path)));
    }

    // The message repeats no user info: it may hold a password.
    private static FormatException Bad(string text, string what) =>
        new($"--model {(text.Contains('@', StringComparison.Ordinal) ? "(not shown)" : $"'{text}'")}: {what}. Allowed: {AllowedForms}.");
}
