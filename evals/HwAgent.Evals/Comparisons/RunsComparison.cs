using HwAgent.Evals.Results;
using HwAgent.Evals.Runs;

namespace HwAgent.Evals.Comparisons;

/// <summary>Several runs of one benchmark side by side, each paired with the first.</summary>
public sealed record RunsComparison
{
    public required string Benchmark { get; init; }

    public required IReadOnlyList<RunRow> Runs { get; init; }

    /// <summary>The first run against each other one.</summary>
    public required IReadOnlyList<PairedComparison> Pairs { get; init; }

    /// <summary>Reads and compares runs.</summary>
    /// <param name="folders">Run directories, the one to compare against first.</param>
    /// <exception cref="EvalFileException">A run is not there, not finished or not comparable.</exception>
    public static RunsComparison Read(IReadOnlyList<string> folders)
    {
        var runs = folders.Select(folder => new ComparedRun(folder, ReadResult(folder))).ToList();
        try
        {
            return new RunsComparison
            {
                Benchmark = runs[0].Result.Benchmark,
                Runs = [.. runs.Select(run => RunRow.Of(run))],
                Pairs = [.. runs.Skip(1).Select(run => PairedComparison.Of(runs[0].Name, runs[0].Result, run.Name, run.Result))],
            };
        }
        catch (ArgumentException e)
        {
            throw new EvalFileException(runs[0].Name, null, e.Message, "compare runs of one benchmark and set");
        }
    }

    private static EvalResult ReadResult(string folder)
    {
        var directory = new EvalDirectory(folder);
        if (Directory.Exists(folder) && File.Exists(directory.Settings) && !File.Exists(directory.Results))
            throw new EvalFileException(folder, null, "the run is not finished", "go on with it with --resume");
        return EvalJson.Read<EvalResult>(directory.Results);
    }
}
