namespace HwAgent.Dataflow.Fusion;

/// <summary>The weight width of the operators whose names match.</summary>
/// <param name="Pattern">An operator's name, <c>*</c> standing for any letters: <c>decoder.block.attn.*</c>.</param>
/// <param name="Bits">1 to 16.</param>
public sealed record WidthRule(string Pattern, int Bits)
{
    /// <summary>Whether the pattern is the whole name.</summary>
    public bool Matches(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Matches(Pattern, name);
    }

    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        while (pattern.Length > 0 && pattern[0] != '*')
        {
            if (name.Length == 0 || name[0] != pattern[0]) return false;
            pattern = pattern[1..];
            name = name[1..];
        }

        if (pattern.Length == 0) return name.Length == 0;
        for (var skipped = 0; skipped <= name.Length; skipped++)
        {
            if (Matches(pattern[1..], name[skipped..])) return true;
        }

        return false;
    }
}
