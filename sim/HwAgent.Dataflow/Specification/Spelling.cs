namespace HwAgent.Dataflow.Specification;

/// <summary>Finds what a misspelt word was meant to be.</summary>
internal static class Spelling
{
    /// <summary>The nearest of the allowed words by edit distance (the first of equals), or null when none is near: more than half of the word, and more than 2, would have to change.</summary>
    public static string? Nearest(string word, IEnumerable<string> allowed)
    {
        if (word.Length > 64) return null;
        var (best, distance) = allowed
            .Select(a => (Word: a, Distance: EditDistance(word, a)))
            .OrderBy(x => x.Distance)
            .FirstOrDefault((Word: "", Distance: int.MaxValue));
        return distance <= Math.Max(2, word.Length / 2) ? best : null;
    }

    /// <summary><c>did you mean 'x'? allowed: x, y, z</c>.</summary>
    public static string Advice(string word, IReadOnlyCollection<string> allowed)
    {
        var all = $"allowed: {string.Join(", ", allowed)}";
        return Nearest(word, allowed) is { } nearest ? $"did you mean '{nearest}'? {all}" : all;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours, case ignored (optimal string alignment).</summary>
    public static int EditDistance(string a, string b)
    {
        a = a.ToLowerInvariant();
        b = b.ToLowerInvariant();
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) table[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) table[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var change = table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                var best = Math.Min(change, Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) best = Math.Min(best, table[i - 2, j - 2] + 1);
                table[i, j] = best;
            }
        }

        return table[a.Length, b.Length];
    }
}
