using System.Text.Json.Serialization;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Evals.Arrays;

/// <summary>One random product on one random accelerator: what was predicted and what the simulated RTL did.</summary>
public sealed record AgreementRow
{
    /// <summary>0-based place in the plan.</summary>
    public required int Index { get; init; }

    /// <summary>See <see cref="AgreementPlan.HardwareSeed"/>.</summary>
    public required ulong HardwareSeed { get; init; }

    /// <summary>See <see cref="AgreementPlan.ProductSeed"/>.</summary>
    public required ulong ProductSeed { get; init; }

    public required AcceleratorParameters Hardware { get; init; }

    public required LayerShape Shape { get; init; }

    public required int WeightBits { get; init; }

    public required bool Activate { get; init; }

    public required bool Residual { get; init; }

    public required GemmMapping Mapping { get; init; }

    public required MemoryTiming Memory { get; init; }

    public required long PredictedCycles { get; init; }

    public required long SimulatedCycles { get; init; }

    /// <summary>Predicted by the cost model.</summary>
    public required long PredictedReadBytes { get; init; }

    /// <summary>Counted by the monitor on the memory bus.</summary>
    public required long MonitoredReadBytes { get; init; }

    /// <summary>Predicted by the cost model.</summary>
    public required long PredictedWriteBytes { get; init; }

    /// <summary>Counted by the monitor on the memory bus.</summary>
    public required long MonitoredWriteBytes { get; init; }

    /// <summary>Elements of the result compared with the golden model.</summary>
    public required long Elements { get; init; }

    /// <summary>Of these, those that differ.</summary>
    public required long Mismatches { get; init; }

    /// <summary>What went wrong in words; empty when nothing did.</summary>
    public required IReadOnlyList<string> Findings { get; init; }

    [JsonIgnore] public bool HasEqualCycles => PredictedCycles == SimulatedCycles;

    [JsonIgnore] public bool HasEqualBytes => PredictedReadBytes == MonitoredReadBytes && PredictedWriteBytes == MonitoredWriteBytes;

    /// <summary>Cycles, bytes and every element.</summary>
    [JsonIgnore] public bool Agrees => HasEqualCycles && HasEqualBytes && Mismatches == 0 && Findings.Count == 0;
}
