namespace HwAgent.Dataflow.Fusion;

/// <summary>What one execution of a group costs: exact, or a lower bound.</summary>
/// <param name="Cycles">From its first word in to its last word out.</param>
/// <param name="EnergyPicojoules">Everything.</param>
/// <param name="Traffic">Of the off-chip memory.</param>
/// <param name="ArrayCycles">Products, their fill and drain.</param>
/// <param name="VectorCycles">Work of the vector unit.</param>
/// <param name="MemoryCycles">What the off-chip memory needs: its ports, and where they count its bursts and rows.</param>
internal sealed record GroupCost(long Cycles, double EnergyPicojoules, TrafficBits Traffic, long ArrayCycles, long VectorCycles, long MemoryCycles)
{
    /// <summary>Adds up a plan.</summary>
    /// <param name="plan">What is executed.</param>
    /// <param name="costs">Of each execution, in the order of the plan.</param>
    /// <param name="segment">The operators.</param>
    /// <param name="hardware">The machine.</param>
    /// <remarks>
    /// The array executes one product after the other; between executions of one group the exchange is hidden, as it is between the steps of one product: weights
    /// come in while the product before computes. So each execution takes its steady cycles, and the group fills once and drains once; what the ports need of that is in the steady cycles, too. The vector unit works beside
    /// it. What waits for whole rows is dealt in tiles: two units that hand n equal tiles to each other need max(P, V) + min(P, V) / n. No group is faster
    /// than its off-chip traffic.
    /// </remarks>
    public static GroupCost Of(GroupPlan plan, IReadOnlyList<ProductCost> costs, GraphSegment segment, FusionHardware hardware)
    {
        var traffic = plan.Traffic;
        var work = hardware.Banks is { } banks ? plan.Streams.Aggregate(default(DramWork), (sum, s) => sum + banks.Of(s)) : default;
        long run = 0, array = 0;
        double energy = hardware.VectorPicojoules(plan.VectorElements) + hardware.BufferPicojoules(plan.BufferReadBits, plan.BufferWrittenBits);
        for (var i = 0; i < costs.Count; i++)
        {
            var (execution, cost) = (plan.Executions[i], costs[i]);
            run += execution.Count * cost.RunCycles;
            array += execution.Count * cost.SteadyCycles;
            energy += execution.Count * cost.OnChipPicojoules;
            traffic += execution.Count * TrafficOf(cost.Traffic, segment, execution.Operator);
            work += execution.Count * cost.Work;
        }

        if (costs.Count > 0) array = Math.Max(array, costs[0].FillCycles + run + costs[^1].DrainCycles);
        var vector = hardware.VectorCycles(plan.VectorElements);
        var memory = hardware.MemoryCycles(traffic, work);
        var cycles = Math.Max(Math.Max(array, vector), memory);
        foreach (var barrier in plan.Barriers)
        {
            var exposed = Math.Min(array, hardware.VectorCycles(barrier.Elements));
            cycles += (exposed + barrier.Tiles - 1) / barrier.Tiles;
        }

        if (costs.Count == 0) cycles += hardware.FirstAccessCycles;
        return new GroupCost(cycles, energy + hardware.MemoryPicojoules(traffic, work, cycles), traffic, array, vector, memory);
    }

    /// <summary>One product's traffic by kind; results of several kinds (queries, keys and values) are dealt by their elements.</summary>
    public static TrafficBits TrafficOf(ProductTraffic bits, GraphSegment segment, int index)
    {
        var op = segment.Operators[index];
        long all = 0, keyValues = 0;
        foreach (var t in op.Outputs)
        {
            all += segment.Tensors[t].Elements;
            if (segment.Tensors[t].Kind == TrafficKind.KeyValues) keyValues += segment.Tensors[t].Elements;
        }

        var keyValueWrites = (long)((Int128)bits.OutputWrites * keyValues / all);
        var keyValueReads = (long)((Int128)bits.OutputReads * keyValues / all);
        var weights = op.Product!.IsAttention ? TrafficBits.Read(TrafficKind.KeyValues, bits.Weight) : TrafficBits.Read(TrafficKind.Weights, bits.Weight);
        return weights + new TrafficBits(0, bits.Input + bits.OutputReads - keyValueReads, bits.OutputWrites - keyValueWrites, keyValueReads, keyValueWrites);
    }
}
