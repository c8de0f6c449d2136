using HwAgent.Agent.Solving;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Runs;

/// <summary>The checkpoint of one answer: how it came about, and both verdicts. Free of times, so that equal work gives equal bytes.</summary>
public sealed record SampleResult
{
    /// <summary>Name of the problem.</summary>
    public required string Problem { get; init; }

    /// <summary>0-based number of the try.</summary>
    public required int Sample { get; init; }

    public required Solution Solution { get; init; }

    public required RtlGrade Grade { get; init; }
}
