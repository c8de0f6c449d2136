using HwAgent.Core.Workloads;

namespace HwAgent.Dataflow.Fusion;

/// <summary>What no schedule of a segment can be below.</summary>
internal static class ScheduleBound
{
    public static ScheduleTotals Of(GraphSegment segment, FusionHardware hardware)
    {
        var traffic = default(TrafficBits);
        var energy = hardware.VectorPicojoules(segment.VectorElements);
        foreach (var op in segment.Operators)
        {
            traffic += TrafficBits.Read(TrafficKind.Weights, op.ParameterBits);
            if (op.Product is not { } product) continue;
            foreach (var stripe in product.Stripes) energy += product.Macs * ((double)stripe.Columns / product.Columns) * hardware.Architecture.Compute.Picojoules(segment.Tensors[op.Inputs[0]].Bits, stripe.Bits);
            if (op.Kind == OperatorKind.Gemm) traffic += TrafficBits.Read(TrafficKind.Weights, product.Executions * (product.SecondOperandBits + product.BiasBits));
        }

        foreach (var tensor in segment.Tensors)
        {
            if (tensor.Producer < 0) traffic += TrafficBits.Read(tensor.Kind, tensor.SizeBits);
            if (tensor.Leaves) traffic += TrafficBits.Written(tensor.Kind, tensor.SizeBits);
        }

        var compute = (segment.Macs + hardware.Multipliers - 1) / hardware.Multipliers;
        var work = hardware.Banks?.Least(traffic.Reads, traffic.Writes) ?? default;
        var cycles = Math.Max(Math.Max(compute, hardware.VectorCycles(segment.VectorElements)), hardware.MemoryCycles(traffic, work));
        return new ScheduleTotals(cycles, energy + hardware.MemoryPicojoules(traffic, work, cycles), traffic);
    }
}
