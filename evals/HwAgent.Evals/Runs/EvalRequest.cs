using HwAgent.Evals.Calibrations;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Runs;

/// <summary>One evaluation, fresh or resumed.</summary>
public sealed record EvalRequest
{
    public required EvalDirectory Directory { get; init; }

    public required EvalSettings Settings { get; init; }

    /// <summary>The problems picked, in the order of the benchmark.</summary>
    public required IReadOnlyList<RtlProblem> Problems { get; init; }

    /// <summary>Names of the language models, small to large; empty where none works.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Does the work; null where there is none, as for a look at what is finished.</summary>
    public ISampleExecutor? Executor { get; init; }

    /// <summary>Goes on with what the directory holds.</summary>
    public bool Resume { get; init; }

    /// <summary>Answers that the run may give; others are left out, and the run is not complete then. Null: all.</summary>
    public Func<SampleJob, bool>? Includes { get; init; }

    /// <summary>Tool to version.</summary>
    public required IReadOnlyDictionary<string, string> Tools { get; init; }

    /// <summary>How the grader does on designs whose verdict is known; null where that was not asked for. Measured before the first answer is graded.</summary>
    public Func<CancellationToken, Task<Calibration>>? Calibrate { get; init; }

    /// <summary>Renders <c>report.html</c>.</summary>
    public required Func<Results.EvalResult, IReadOnlyList<SampleResult>, string> Report { get; init; }

    /// <summary>Told how many of all answers are finished.</summary>
    public Action<int, int> Progress { get; init; } = (_, _) => { };
}
