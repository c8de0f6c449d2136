using HwAgent.Core.Cascades;

namespace HwAgent.Agent.Solving;

/// <summary>One model's share of a sampling: the model and what it does.</summary>
internal sealed record SamplingStage(string Model, CascadeStage Plan);
