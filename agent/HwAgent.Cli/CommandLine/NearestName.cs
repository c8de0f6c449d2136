namespace HwAgent.Cli.CommandLine;

/// <summary>Finds what a misspelt word was probably meant to be.</summary>
public static class NearestName
{
    /// <summary>The candidate with the fewest edits, or null when none is near (more than a third of the word, at least one edit).</summary>
    public static string? Find(string word, IEnumerable<string> candidates)
    {
        var best = candidates
            .Select(name => (name, edits: Edits(word, name)))
            .OrderBy(pair => pair.edits)
            .ThenBy(pair => pair.name, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.name is not null && best.edits <= Math.Max(1, word.Length / 3) ? best.name : null;
    }

    /// <summary>Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment distance).</summary>
    public static int Edits(string from, string to)
    {
        var distance = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++) distance[i, 0] = i;
        for (var j = 0; j <= to.Length; j++) distance[0, j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            for (var j = 1; j <= to.Length; j++)
            {
                var substitution = distance[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                distance[i, j] = Math.Min(substitution, Math.Min(distance[i - 1, j], distance[i, j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    distance[i, j] = Math.Min(distance[i, j], distance[i - 2, j - 2] + 1);
                }
            }
        }

        return distance[from.Length, to.Length];
    }
}
