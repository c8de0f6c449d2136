namespace HwAgent.Dataflow.Specification;

/// <summary>What to run: exactly one of <see cref="Preset"/>, <see cref="ConfigPath"/> and <see cref="Gemms"/>, and the size of one pass.</summary>
public sealed record WorkloadSpec
{
    /// <summary>A name of <see cref="HwAgent.Core.Workloads.WorkloadPresets"/>.</summary>
    public string? Preset { get; init; }

    /// <summary>Path of a Hugging Face <c>config.json</c>, relative to the spec file.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>Bare matrix products, in execution order; empty unless they are the workload.</summary>
    public IReadOnlyList<GemmSpec> Gemms { get; init => field = new ValueList<GemmSpec>(value); } = new ValueList<GemmSpec>([]);

    public int Batch { get; init; } = 1;

    /// <summary>Text tokens of a prompt.</summary>
    public int? SequenceLength { get; init; }

    /// <summary>Keys that a query sees.</summary>
    public int? ContextLength { get; init; }

    /// <summary>Pixels a side.</summary>
    public int? ImageResolution { get; init; }

    /// <summary>Pixels between neighbouring patches.</summary>
    public int? PatchStride { get; init; }

    /// <summary><c>prefill</c>, <c>decode</c> or <c>encode</c>; null for the model's default.</summary>
    public string? Phase { get; init; }
}
