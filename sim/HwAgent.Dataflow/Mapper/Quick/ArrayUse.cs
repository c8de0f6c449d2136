using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper.Quick;

/// <summary>How an array works on a tile of a product: what its axes are spread over and which dimension runs innermost, beside the multipliers.</summary>
/// <param name="Axes">The dimension of each axis; -1: the axis is not used.</param>
/// <param name="Innermost">The dimension that runs in the registers while their operand stays.</param>
/// <param name="Outer">The outermost of the other dimensions at the buffer.</param>
/// <param name="Inner">The dimension below it.</param>
internal sealed record ArrayUse(IReadOnlyList<int> Axes, int Innermost, int Outer, int Inner)
{
    /// <summary>Multiplications of one dimension that happen at a time, if it is long enough.</summary>
    public required IReadOnlyList<long> Parallel { get; init; }

    /// <summary>Elements of each operand that pass between the buffer and the array for one multiply-accumulate, were nothing held in registers.</summary>
    public required IReadOnlyList<double> ElementsPerMac { get; init; }

    /// <summary>Operands that registers hold on to while the innermost dimension runs.</summary>
    public required OperandSet Held { get; init; }

    /// <summary>What passes between buffer and array for a whole product whose innermost dimension is cut in tiles of a length.</summary>
    /// <param name="problem">The product.</param>
    /// <param name="length">Of a tile in the innermost dimension.</param>
    public ArrayTraffic Traffic(TensorProblem problem, long length)
    {
        // Steps of the array that an operand in the registers stays for.
        double macs = problem.Macs, stay = Ceiling(length, Parallel[Innermost]);
        double outputs = problem.Elements(Operand.Output), visits = Math.Max(outputs, Moved(Operand.Output));
        return new ArrayTraffic(
            Moved(Operand.Input) * problem.Tensors[0].Bits,
            Moved(Operand.Weight) * problem.Tensors[1].Bits,
            (visits - outputs) * problem.PartialBits,
            ((visits - outputs) * problem.PartialBits) + (outputs * problem.Tensors[2].Bits));

        double Moved(Operand operand) => macs * ElementsPerMac[(int)operand] / (Held.Has(operand) ? stay : 1);
    }

    /// <summary>The loops of the buffer and of the registers for one tile.</summary>
    /// <param name="tile">Lengths, by dimension.</param>
    /// <param name="sizes">Instances along each axis.</param>
    /// <param name="bufferKeeps">Operands that the buffer holds.</param>
    /// <param name="registerKeeps">Operands that the registers hold; null where there are none.</param>
    public IReadOnlyList<LevelNest> Nest(IReadOnlyList<long> tile, IReadOnlyList<int> sizes, OperandSet bufferKeeps, OperandSet? registerKeeps)
    {
        var temporal = new List<TemporalLoop>();
        // What an instance gets of each dimension once the loops of the buffer have cut it.
        var part = new long[tile.Count];
        for (var d = 0; d < tile.Count; d++) part[d] = d == Innermost ? Ceiling(tile[d], Parallel[d]) : 1;
        foreach (var d in (int[])[Outer, Inner])
        {
            if (d >= 0 && Math.Min(Parallel[d], tile[d]) < tile[d]) temporal.Add(new TemporalLoop(d, Math.Min(Parallel[d], tile[d])));
        }

        var spatial = new List<SpatialLoop>();
        for (var a = 0; a < Axes.Count; a++)
        {
            if (Axes[a] < 0) continue;
            var step = part[Axes[a]];
            for (var b = a + 1; b < Axes.Count; b++) if (Axes[b] == Axes[a]) step *= sizes[b];
            spatial.Add(new SpatialLoop(Axes[a], step, a));
        }

        if (registerKeeps is not { } kept)
        {
            if (Innermost >= 0 && part[Innermost] > 1) temporal.Add(new TemporalLoop(Innermost, Math.Min(tile[Innermost], Parallel[Innermost])));
            return [new LevelNest(temporal, [.. spatial.Select(s => s with { Step = s.Dimension == Innermost ? Math.Max(1, s.Step / part[Innermost]) : s.Step })], bufferKeeps)];
        }

        TemporalLoop[] inside = Innermost >= 0 && part[Innermost] > 1 ? [new TemporalLoop(Innermost, 1)] : [];
        return [new LevelNest(temporal, spatial, bufferKeeps), new LevelNest(inside, [], kept)];
    }

    private static long Ceiling(long a, long b) => (a + b - 1) / b;
}
