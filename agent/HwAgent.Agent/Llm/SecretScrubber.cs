using System.Text.RegularExpressions;

namespace HwAgent.Agent.Llm;

/// <summary>Removes keys and tokens from text before anyone can read it. Knows the configured ones and the usual shape of others.</summary>
public sealed partial class SecretScrubber
{
    public const string Replacement = "[key removed]";

    // A shorter "key" (ollama, none, x) is a placeholder, and removing it would spoil ordinary words.
    private const int MinimumLength = 8;

    private readonly Lock _gate = new();
    private string[] _secrets = [];

    /// <summary>A key or token that must never be seen; null and placeholders are ignored.</summary>
    public void Add(string? secret)
    {
        if (secret is null || secret.Length < MinimumLength) return;
        lock (_gate)
        {
            // Longest first: one key may begin with another.
            if (!_secrets.Contains(secret)) _secrets = [.. _secrets.Append(secret).OrderByDescending(s => s.Length)];
        }
    }

    /// <summary>The text with every secret replaced by <see cref="Replacement"/>.</summary>
    public string Scrub(string text)
    {
        foreach (var secret in _secrets) text = text.Replace(secret, Replacement, StringComparison.Ordinal);
        return KeyShape().Replace(text, Replacement);
    }

    // OpenAI keys, also half masked as in its error messages, and bearer tokens.
    [GeneratedRegex(@"\bsk-[A-Za-z0-9_\-*]{16,}|(?<=\bBearer )[A-Za-z0-9_\-.=]{20,}")]
    private static partial Regex KeyShape();
}
