namespace HwAgent.Evals.Fusion;

/// <summary>The plan of one pass of a model on one machine.</summary>
/// <param name="Workload">Model and phase.</param>
/// <param name="Machine">Array, shared buffer and off-chip memory.</param>
/// <param name="Slack">By what part cycles may be above the least for the sake of energy.</param>
/// <param name="Schedule">The schedule.</param>
/// <param name="CpuSeconds">Processor time of graph and plan; that of the first row includes the compilation of the code.</param>
public sealed record FusionRow(string Workload, string Machine, double Slack, Dataflow.Fusion.FusedSchedule Schedule, double CpuSeconds);
