using HwAgent.Agent.Solving;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Repair;

/// <summary>A module to be mended.</summary>
/// <param name="Problem">The task, under an id of its own: that of the original task, <c>_</c>, and the number of the sample.</param>
/// <param name="Original">Id of the task in VerilogEval 1.</param>
/// <param name="Faulty">The module and what a tool said of it.</param>
/// <param name="Logged">What is wrong by that log.</param>
/// <param name="LoggedMismatches">Samples that differ by that log; null when it counts none.</param>
public sealed record FaultyProblem(RtlProblem Problem, string Original, FaultyRtl Faulty, FaultKind Logged, int? LoggedMismatches);
