using System.Text.Json.Serialization;
using HwAgent.Core.Diagnostics;

namespace HwAgent.Toolchain.Synthesis;

/// <summary>What a design costs as hardware.</summary>
public sealed record SynthesisResult
{
    /// <summary>Synthesised without an error finding; otherwise every number is zero.</summary>
    public required bool Passed { get; init; }

    /// <summary>Logic and flip-flops of all instances in NAND2 equivalents (see <see cref="GateWeights"/>); memory macros are not in it.</summary>
    public double AreaGateEquivalents { get; init; }

    public int FlipFlops { get; init; }

    /// <summary>Bits in memory macros, read-only ones included.</summary>
    public long MemoryBits { get; init; }

    /// <summary>Gates on the longest combinational path, across module boundaries.</summary>
    public int LogicDepth { get; init; }

    /// <summary>By module, largest total first.</summary>
    public IReadOnlyList<ModuleArea> Modules { get; init; } = [];

    /// <summary>Null unless it was asked for.</summary>
    public FpgaResources? Fpga { get; init; }

    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>Version of Yosys.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>Time until the result was there; short when it came from the cache.</summary>
    [JsonIgnore]
    public TimeSpan WallTime { get; init; }
}
