using HwAgent.Agent.Llm;
using HwAgent.Evals.Calibrations;

namespace HwAgent.Evals.Results;

/// <summary><c>results.json</c>: all that a run found. Free of times and machine facts other than tool versions: the same work gives the same bytes, with any number of jobs.</summary>
public sealed record EvalResult
{
    public const string CurrentFormat = "hwagent-eval-results-1";

    public string Format { get; init; } = CurrentFormat;

    public required string Benchmark { get; init; }

    public required string Model { get; init; }

    public required string Strategy { get; init; }

    /// <summary>What told the solver whether its work is right: <c>none</c>, <c>compiler</c>, <c>self-tests</c>, or <c>benchmark</c>, the golden testbench, and then the score compares with no other.</summary>
    public required string Feedback { get; init; }

    /// <summary>Every simulator that a strict verdict rests on, e.g. <c>icarus</c>, <c>icarus+verilator</c>.</summary>
    public required string Simulator { get; init; }

    /// <summary>Answers to each problem.</summary>
    public required int SamplesPerProblem { get; init; }

    /// <summary>Sampling temperature; null: the endpoint's own default, or no model at all.</summary>
    public required double? Temperature { get; init; }

    public required int Seed { get; init; }

    /// <summary>False when a budget was spent before every answer was finished; then only what is finished counts.</summary>
    public required bool Complete { get; init; }

    /// <summary>How the grader does on designs whose verdict is known; null where that was not asked for.</summary>
    public required Calibration? Calibration { get; init; }

    /// <summary>The benchmark's own rule.</summary>
    public required Score Official { get; init; }

    /// <summary>Our rule: the headline.</summary>
    public required Score Strict { get; init; }

    /// <summary>Problems that are wrong themselves and count in neither way of the strict score.</summary>
    public required IReadOnlyList<string> Excluded { get; init; }

    /// <summary>Class of error to number of answers.</summary>
    public required IReadOnlyDictionary<string, int> Outcomes { get; init; }

    /// <summary>Answers that passed strictly after at most so many turns of the solver: how far repair gets, turn by turn.</summary>
    public required IReadOnlyDictionary<string, int> PassedByTurns { get; init; }

    /// <summary>Trouble with endpoints and replies, by kind.</summary>
    public required IReadOnlyDictionary<string, int> Trouble { get; init; }

    /// <summary>Answers that no model could be reached for: failures in the score, but not the model's.</summary>
    public required int Unreachable { get; init; }

    public required UsageTotals Usage { get; init; }

    public required IReadOnlyDictionary<string, string> Tools { get; init; }

    public required IReadOnlyList<ProblemResult> Problems { get; init; }
}
