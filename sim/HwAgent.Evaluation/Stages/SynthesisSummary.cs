using HwAgent.Toolchain.Synthesis;

namespace HwAgent.Evaluation.Stages;

/// <summary>Size of a candidate after synthesis.</summary>
public sealed record SynthesisSummary
{
    /// <summary>Logic and flip-flops in NAND2 equivalents; memories are counted in <see cref="MemoryBits"/>.</summary>
    public required double AreaGateEquivalents { get; init; }

    public required int FlipFlops { get; init; }

    public required long MemoryBits { get; init; }

    /// <summary>Gates on the longest combinational path.</summary>
    public required int LogicDepth { get; init; }

    /// <summary>The area that the model had predicted.</summary>
    public required double PredictedAreaGateEquivalents { get; init; }

    /// <summary>Resources on the FPGA that the spec names; null when it names none.</summary>
    public FpgaResources? Fpga { get; init; }

    /// <summary>Area by unit, largest first.</summary>
    public required IReadOnlyList<UnitArea> Units { get; init; }
}
