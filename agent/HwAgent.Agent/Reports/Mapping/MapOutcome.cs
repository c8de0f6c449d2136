namespace HwAgent.Agent.Reports.Mapping;

/// <summary>A workload mapped to an architecture: what <c>schedule.json</c> holds.</summary>
public sealed record MapOutcome
{
    /// <summary>The workload's name, its phase behind it where it has one.</summary>
    public required string Workload { get; init; }

    /// <summary>The architecture's name.</summary>
    public required string Architecture { get; init; }

    /// <summary><c>latency</c>, <c>energy</c> or <c>edp</c>.</summary>
    public required string Objective { get; init; }

    /// <summary><c>full</c> (fill, drain and stalls counted) or <c>steady</c>.</summary>
    public required string LatencyAccount { get; init; }

    /// <summary><c>bandwidth</c>, or <c>banks</c>: rows, banks and bursts of the off-chip memory count.</summary>
    public string DramAccount { get; init; } = "bandwidth";

    /// <summary>Multipliers of the architecture.</summary>
    public required long Multipliers { get; init; }

    /// <summary>Bits a cycle of the outermost level, reads and writes together; null when nothing limits it.</summary>
    public double? DramBitsPerCycle { get; init; }

    /// <summary>Whether the architecture describes a vector unit; without one its operators take no time and no energy, only traffic.</summary>
    public bool HasVectorUnit { get; init; } = true;

    /// <summary>Cycles a second.</summary>
    public double ClockHertz { get; init; } = 1e9;

    /// <summary>What the energies were counted with, each number with its source.</summary>
    public IReadOnlyList<MapEnergy> Energies { get; init; } = [];

    /// <summary>One pass.</summary>
    public required MapTotals Totals { get; init; }

    /// <summary>The same without fusion; null when nothing could be fused.</summary>
    public MapTotals? Unfused { get; init; }

    /// <summary>What no schedule goes below: the multiplications, and each tensor that must cross the outermost level once; null where it is not known.</summary>
    public MapTotals? Bound { get; init; }

    /// <summary>In execution order.</summary>
    public required IReadOnlyList<MapOperator> Operators { get; init; }

    /// <summary>Fusion groups in execution order; empty when nothing was fused.</summary>
    public IReadOnlyList<MapGroup> Groups { get; init; } = [];

    /// <summary>Work of one execution of the longest segment; empty for single products.</summary>
    public IReadOnlyList<MapSpan> Timeline { get; init; } = [];

    /// <summary>Further mappings of a single product, best first, the best itself at their head; empty for workloads.</summary>
    public IReadOnlyList<MapOperator> Alternatives { get; init; } = [];

    /// <summary>Mappings of a single product, or schedules where a front was asked for, of which none is better in cycles, energy and DRAM traffic at once, by rising cycles.</summary>
    public IReadOnlyList<MapFrontPoint> ParetoFront { get; init; } = [];

    /// <summary>How the attention of a prefill is counted: <c>full</c> or <c>causal</c>; null for other work.</summary>
    public string? Attention { get; init; }

    /// <summary>Of <see cref="Macs"/> those that a causal mask hides and that are multiplied nevertheless, with the tiles that the diagonal crosses; 0 where attention is counted in full.</summary>
    public long MaskedMacs { get; init; }

    /// <summary>Multiply-accumulates of one pass.</summary>
    public long Macs => Operators.Sum(o => o.Macs * o.Repeats);

    /// <summary>Multiply-accumulates over what the multipliers could have done in the time, 0 to 1.</summary>
    public double Utilisation => Totals.Cycles == 0 ? 0 : Macs / ((double)Totals.Cycles * Multipliers);
}
