using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Mapper.Quick;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Fusion;

/// <summary>What a mapping could cost at best: every operand moves once through every level, the first as often as small memories make it. A second one costs more in a way that looks random, so that no choice is obvious.</summary>
internal static class IdealMapper
{
    public static ProductMapping Map(TensorProblem problem, Architecture architecture) => Map(problem, architecture, 1);

    /// <summary>Cycles and energy on the chip times 1 to 3, by a hash of the problem and of the room that is left.</summary>
    public static ProductMapping MapUnevenly(TensorProblem problem, Architecture architecture)
    {
        var hash = (ulong)problem.Macs * 0x9E3779B97F4A7C15 ^ (ulong)(architecture.Levels[^2].SizeBits ?? 0) * 0xBF58476D1CE4E5B9 ^ (ulong)architecture.Levels.Count;
        hash ^= hash >> 29;
        hash *= 0x94D049BB133111EB;
        return Map(problem, architecture, 1 + (2.0 * (hash >> 40) / (1 << 24)));
    }

    private static ProductMapping Map(TensorProblem problem, Architecture architecture, double factor)
    {
        // More reads than any mapping needs whose operands all come through memories of this size.
        var onChip = architecture.Levels.Skip(1).Select((l, i) => (l.SizeBits ?? 0) * architecture.Instances(i + 1)).Sum() / 8.0;
        var inputs = Math.Max(problem.Elements(Operand.Input), (long)(2 * problem.Macs / Math.Sqrt(onChip)));
        long read = inputs * problem.Tensors[0].Bits, weights = problem.Elements(Operand.Weight) * problem.Tensors[1].Bits;
        var written = problem.Elements(Operand.Output) * problem.Tensors[2].Bits;
        OperandTraffic[] once =
        [
            new(0, inputs, 0, 0, 0, 0),
            new(0, problem.Elements(Operand.Weight), 0, 0, 0, 0),
            new(0, 0, problem.Elements(Operand.Output), 0, problem.Elements(Operand.Output), 0),
        ];
        var port = architecture.Levels.SelectMany(l => l.Ports).Max(p => (long)Math.Ceiling((read + weights + written) / p.BitsPerCycle));
        var compute = (long)(factor * ((problem.Macs + architecture.Multipliers - 1) / architecture.Multipliers));
        var cost = new NestCost
        {
            LatencyCycles = Math.Max(compute, port) + 20,
            ComputeCycles = compute,
            SteadyCycles = Math.Max(compute, port),
            FillCycles = 13,
            DrainCycles = 7,
            Macs = problem.Macs,
            Utilisation = 1,
            Levels = [.. architecture.Levels.Select(l => new LevelCost(l.Name, once, read + weights, written, 0, 0, factor * problem.Macs * (problem.Tensors[0].Bits + problem.Tensors[1].Bits + problem.PartialBits) * (l.ReadPicojoulesPerBit + l.WritePicojoulesPerBit)))],
            ComputePicojoules = problem.Macs * architecture.Compute.Picojoules(problem.Tensors[0].Bits, problem.Tensors[1].Bits),
            BoundBy = "compute",
        };
        return new ProductMapping(new LoopNest([]), cost);
    }
}
