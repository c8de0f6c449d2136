using HwAgent.Evaluation.Stages;

namespace HwAgent.Agent.Reports;

/// <summary>Wall-clock time of one check of one candidate.</summary>
public sealed record StageTiming(string CandidateId, Stage Stage, TimeSpan WallTime);
