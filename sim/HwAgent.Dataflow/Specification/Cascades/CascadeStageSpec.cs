using HwAgent.Core.Cascades;

namespace HwAgent.Dataflow.Specification.Cascades;

/// <summary>One model of a cascade.</summary>
/// <param name="Name">For the evidence.</param>
/// <param name="Model">A model folder or file, relative to the spec's folder.</param>
/// <param name="IsInteger">Run in integers; null: a compressed model in integers, others in float32.</param>
/// <param name="Stage">Solutions, self-tests and threshold.</param>
public sealed record CascadeStageSpec(string Name, string Model, bool? IsInteger, CascadeStage Stage);
