using HwAgent.Agent.Trajectories;

namespace HwAgent.Agent.Llm;

/// <summary>What the models of one run share.</summary>
/// <param name="Ledger">Adds up what they use.</param>
/// <param name="Budget">What they may use, all together.</param>
/// <param name="Trajectory">Records what they say; null: nothing is recorded.</param>
/// <param name="Recorded">The trajectory of the interrupted run that is resumed, whose replies are not paid for twice; null for a new run.</param>
public sealed record LlmSession(UsageLedger Ledger, LlmBudget Budget, TrajectoryWriter? Trajectory = null, Trajectory? Recorded = null);
