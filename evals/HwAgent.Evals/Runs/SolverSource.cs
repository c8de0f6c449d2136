using HwAgent.Agent.Solving;

namespace HwAgent.Evals.Runs;

/// <summary>Where the answers of a run come from.</summary>
/// <param name="Models">Names of the language models, small to large; empty where none works, and then nothing is recorded.</param>
/// <param name="Create">Makes the solver of one answer. It may be called from several threads.</param>
public sealed record SolverSource(IReadOnlyList<string> Models, Func<SampleSession, ISolver> Create);
