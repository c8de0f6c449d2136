using HwAgent.Toolchain.Sandboxing;

namespace HwAgent.Toolchain.Synthesis;

/// <summary>How a design is synthesised.</summary>
public sealed record SynthesisOptions
{
    /// <summary>A memory of at least so many bits is a memory macro and counts as memory bits; a smaller one becomes flip-flops and multiplexers.</summary>
    public int MemoryThresholdBits { get; init; } = 1024;

    /// <summary>Also count the resources on an FPGA; takes longer than the synthesis itself.</summary>
    public FpgaTarget Fpga { get; init; }

    public ResourceLimits Limits { get; init; } = ResourceLimits.Synthesis;
}
