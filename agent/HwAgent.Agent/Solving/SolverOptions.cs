using HwAgent.Core.Cascades;
using HwAgent.Core.Diagnostics;
using HwAgent.Toolchain.Policy;

namespace HwAgent.Agent.Solving;

/// <summary>How a <see cref="SolverFactory"/> makes its solvers.</summary>
public sealed record SolverOptions
{
    /// <summary>Sampling temperature, 0 to 2; null: the endpoint's default.</summary>
    public double? Temperature { get; init; }

    /// <summary>Upper limit of one reply in tokens, reasoning included; null: the endpoint's default.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>Seed from which, with problem, sample and turn, every request gets a sampling seed of its own; null: none is sent.</summary>
    public int? Seed { get; init; }

    /// <summary><c>loop</c>: answers at most, the first one included.</summary>
    public int Turns { get; init; } = 5;

    /// <summary><c>sample-rank</c> and <c>cascade</c>: k, solutions of one model.</summary>
    public int Solutions { get; init; } = 5;

    /// <summary><c>loop</c>, <c>sample-rank</c> and <c>cascade</c>: l, tests that the model writes for itself; 0: none.</summary>
    public int SelfTests { get; init; } = 5;

    /// <summary><c>cascade</c>: theta, see <see cref="CascadeStage"/>.</summary>
    public double Threshold { get; init; } = 0.7;

    /// <summary><c>cascade</c>: (k, l, theta) for each model, small to large; empty: <see cref="Solutions"/>, <see cref="SelfTests"/>, <see cref="Threshold"/> for all.</summary>
    public IReadOnlyList<CascadeStage> Stages { get; init; } = [];

    /// <summary>How often the same question is asked again when a reply is empty.</summary>
    public int EmptyReplyRetries { get; init; } = 1;

    /// <summary>What a candidate may contain: what the grader takes.</summary>
    public PolicyOptions Policy { get; init; } = PolicyOptions.Graded;

    /// <summary>
    /// <c>loop</c>: judges by the benchmark's own testbench instead of the model's; no error among the findings means that it passes.
    /// The solution says so (<see cref="Solution.Feedback"/>), because its score then compares with no other.
    /// </summary>
    public Func<RtlTask, string, CancellationToken, Task<IReadOnlyList<Diagnostic>>>? Benchmark { get; init; }

    /// <summary>What is wrong with the options, or null.</summary>
    public string? Problem() =>
        Temperature is { } t && !(t is >= 0 and <= 2) ? $"The temperature is {t}; it is 0 to 2."
        : MaxOutputTokens is < 1 ? $"The token limit is {MaxOutputTokens}; it is at least 1."
        : Turns is < 1 or > 100 ? $"There are {Turns} turns; it is 1 to 100."
        : Solutions is < 1 or > 1000 ? $"There are {Solutions} solutions; it is 1 to 1000."
        : SelfTests is < 0 or > 100 ? $"There are {SelfTests} self-tests; it is 0 to 100."
        : !(Threshold >= 0) ? $"The threshold is {Threshold}; it is at least 0."
        : Stages.FirstOrDefault(s => s.Solutions is < 1 or > 1000 || s.SelfTests is < 0 or > 100 || !(s.Threshold >= 0)) is { } stage
            ? $"A stage of the cascade has {stage.Solutions} solutions, {stage.SelfTests} self-tests and threshold {stage.Threshold}; they are 1 to 1000, 0 to 100 and at least 0."
        : EmptyReplyRetries is < 0 or > 10 ? $"Empty replies are asked for again {EmptyReplyRetries} times; it is 0 to 10."
        : null;
}
