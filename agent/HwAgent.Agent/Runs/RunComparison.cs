namespace HwAgent.Agent.Runs;

/// <summary>Two runs, byte by byte: trajectory, result, candidates and best design. Reports and timings hold wall-clock times and are left out.</summary>
/// <param name="Files">Files compared.</param>
/// <param name="Differences">One line a file that differs or is on one side only.</param>
public sealed record RunComparison(int Files, IReadOnlyList<string> Differences)
{
    public bool IsEqual => Differences.Count == 0;

    public static RunComparison Of(RunDirectory left, RunDirectory right)
    {
        var (a, b) = (Compared(left), Compared(right));
        var differences = new List<string>();
        foreach (var name in a.Union(b).Order(StringComparer.Ordinal))
        {
            if (!a.Contains(name)) differences.Add($"{name}: only in {right.Path}");
            else if (!b.Contains(name)) differences.Add($"{name}: only in {left.Path}");
            else if (FirstDifference(Path.Combine(left.Path, name), Path.Combine(right.Path, name)) is { } line) differences.Add($"{name}: differs from line {line} on");
        }

        return new RunComparison(a.Union(b).Count(), differences);
    }

    public IEnumerable<string> Lines() => IsEqual ? [$"equal: {Files} files, every byte"] : Differences.Prepend($"{Differences.Count} of {Files} files differ:");

    private static HashSet<string> Compared(RunDirectory run)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in (string[])[run.Spec, run.Config, run.Trajectory, run.Result]) if (File.Exists(file)) names.Add(Path.GetFileName(file));
        foreach (var folder in (string[])[run.Best, run.Candidates])
        {
            if (!Directory.Exists(folder)) continue;
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)) names.Add(Path.GetRelativePath(run.Path, file));
        }

        return names;
    }

    /// <summary>1-based line of the first different byte; null for equal files.</summary>
    private static int? FirstDifference(string left, string right)
    {
        var (a, b) = (File.ReadAllBytes(left), File.ReadAllBytes(right));
        var common = a.AsSpan().CommonPrefixLength(b);
        return common == a.Length && common == b.Length ? null : 1 + a.AsSpan(0, common).Count((byte)'\n');
    }
}
