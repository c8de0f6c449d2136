using HwAgent.Core.Cascades;
using HwAgent.Core.Decoding;

namespace HwAgent.Dataflow.Specification.Cascades;

/// <summary>A cascade of language models, as the user describes it.</summary>
public sealed record CascadeSpec
{
    /// <summary>Small to large, at least one.</summary>
    public required IReadOnlyList<CascadeStageSpec> Stages { get; init; }

    /// <summary>In the order in which they run, at least one.</summary>
    public required IReadOnlyList<SelfTestSpec> SelfTests { get; init; }

    /// <summary>Of every answer.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>A text file, relative to the spec's folder, to choose integer scales from; null: text that each model writes itself.</summary>
    public string? Calibration { get; init; }

    public CascadeCost Cost { get; init; } = CascadeCost.Macs;
}
