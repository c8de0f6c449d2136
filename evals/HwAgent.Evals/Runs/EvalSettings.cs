namespace HwAgent.Evals.Runs;

/// <summary><c>settings.json</c>: everything the user chose that decides the results, and nothing else, no path of a machine among it. A resumed run must have the same.</summary>
public sealed record EvalSettings
{
    public const string CurrentFormat = "hwagent-eval-1";

    public string Format { get; init; } = CurrentFormat;

    /// <summary>As <see cref="Benchmarks.IRtlBenchmark.Name"/> has it.</summary>
    public required string Benchmark { get; init; }

    /// <summary>As it was written after <c>--model</c>.</summary>
    public required string Model { get; init; }

    /// <summary><c>none</c> where no language model works, otherwise as <see cref="Agent.Solving.ISolver.Strategy"/>.</summary>
    public required string Strategy { get; init; }

    /// <summary>Answers to each problem.</summary>
    public required int Samples { get; init; }

    /// <summary>Sampling temperature; null: the endpoint's own default.</summary>
    public double? Temperature { get; init; }

    /// <summary>Pattern of the problem names that were picked; null: all.</summary>
    public string? Problems { get; init; }

    /// <summary>Seed of the strategy's random choices and of the bootstrap.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How the grader is calibrated first, see <see cref="CalibrationLevels"/>.</summary>
    public string Calibration { get; init; } = CalibrationLevels.None;

    /// <summary>What else the strategy was told, option to value.</summary>
    public IReadOnlyDictionary<string, string> StrategyOptions { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
}
