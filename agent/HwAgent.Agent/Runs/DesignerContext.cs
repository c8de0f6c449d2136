using HwAgent.Agent.Trajectories;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Search;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Agent.Runs;

/// <summary>What a designer is made from.</summary>
/// <param name="Spec">What is asked for.</param>
/// <param name="Tasks">The products of the workload.</param>
/// <param name="Search">What the expert found.</param>
/// <param name="Trajectory">Where everything said is recorded.</param>
/// <param name="Recorded">The recorded run that is resumed or repeated; null for a fresh one.</param>
public sealed record DesignerContext(DesignSpec Spec, IReadOnlyList<GemmTask> Tasks, SearchResult Search, TrajectoryWriter Trajectory, Trajectory? Recorded);
