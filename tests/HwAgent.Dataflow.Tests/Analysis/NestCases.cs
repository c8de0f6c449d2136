using CsCheck;
using HwAgent.Core.Numerics;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Analysis;

/// <summary>Small random problems on random hardware with random ragged nests: any tensors, bypass, axes with and without multicast and reduction, one or two buffers, shared and separate ports.</summary>
internal sealed class NestCases
{
    private readonly int _mostPoints;
    private SplitMix64 _random;

    private NestCases(ulong seed, int mostPoints) => (_random, _mostPoints) = (new SplitMix64(seed), mostPoints);

    public static Gen<NestCase> Of(int mostPoints) => Gen.ULong.Select(seed => new NestCases(seed, mostPoints).Case());

    /// <summary>Different nests of one problem on the same hardware.</summary>
    public static Gen<NestCase[]> Several(int mostPoints, int nests) => Gen.ULong.Select(seed => new NestCases(seed, mostPoints).Cases(nests));

    private NestCase[] Cases(int nests)
    {
        var problem = Problem();
        var architecture = Architecture();
        return [.. Enumerable.Range(0, nests).Select(_ => new NestCase(problem, architecture, Nest(problem, architecture)))];
    }

    private NestCase Case()
    {
        var problem = Problem();
        var architecture = Architecture();
        return new NestCase(problem, architecture, Nest(problem, architecture));
    }

    private int Below(int count) => _random.Next(count);

    private TensorProblem Problem()
    {
        var sizes = new int[1 + Below(4)];
        do
        {
            for (var d = 0; d < sizes.Length; d++) sizes[d] = 1 + Below(13);
        }
        while (sizes.Aggregate(1, (p, s) => p * s) > _mostPoints);
        var masks = Enumerable.Range(0, 3).Select(_ => Below(1 << sizes.Length)).ToArray();
        // Half of them are matrix products, or as near as the number of dimensions allows.
        if (Below(2) == 0) masks = [.. new[] { 0b0101, 0b0110, 0b0011 }.Select(m => (m | 0b1000) & (1 << sizes.Length) - 1)];
        return new TensorProblem(
            "case",
            [.. sizes.Select((s, d) => new ProblemDimension("ABCD"[d].ToString(), s))],
            [new("I", masks[0], 1 + Below(16)), new("W", masks[1], 1 + Below(16)), new("O", masks[2], 4 + Below(12))],
            16 + Below(17));
    }

    private Architecture Architecture()
    {
        var levels = new MemoryLevel[1 + Below(4)];
        for (var level = 0; level < levels.Length; level++)
        {
            levels[level] = new MemoryLevel($"L{level}", level == 0 ? MemoryKind.Dram : MemoryKind.Sram)
            {
                MustKeep = level == 0 ? OperandSet.All : OperandSet.None,
                Buffers = 1 + Below(2),
                Ports = Ports(),
                LatencyCycles = Below(3),
                ReadPicojoulesPerBit = 1 + Below(100),
                WritePicojoulesPerBit = 1 + Below(100),
                Fanout = [.. Enumerable.Range(0, Below(3)).Select(a => new SpatialAxis($"{level}{a}", 1 + Below(4), (OperandSet)Below(4), Below(2) == 0))],
            };
        }

        return new Architecture("random", levels, new ComputeUnit("mac", [new MacEnergy(8, 8, 1)], "none"));
    }

    private MemoryPort[] Ports() => Below(4) switch
    {
        0 => [],
        1 => [new MemoryPort("rw", Bandwidth(), MemoryPort.Everything)],
        2 => [new MemoryPort("r", Bandwidth(), MemoryPort.Reads), new MemoryPort("w", Bandwidth(), MemoryPort.Writes)],
        _ => [new MemoryPort("i", Bandwidth(), 0x00F), new MemoryPort("o", Bandwidth(), 0xF00)],
    };

    private double Bandwidth() => (1 + Below(16)) * (Below(2) == 0 ? 0.75 : 32);

    private LoopNest Nest(TensorProblem problem, Architecture architecture)
    {
        var chunks = problem.Dimensions.Select(d => d.Size).ToArray();
        var levels = new LevelNest[architecture.Levels.Count];
        for (var level = 0; level < levels.Length; level++)
        {
            var isLast = level == levels.Length - 1;
            var temporal = new List<TemporalLoop>();
            var loops = Below(4);
            for (var i = 0; i < loops; i++) temporal.Add(Temporal(chunks, Below(chunks.Length)));
            var fanout = architecture.Levels[level].Fanout;
            var spatial = isLast ? Innermost(chunks, fanout, temporal) : Spatial(chunks, fanout);
            levels[level] = new LevelNest(temporal, spatial, level == 0 ? OperandSet.All : (OperandSet)Below(8));
        }

        return new LoopNest(levels);
    }

    private TemporalLoop Temporal(long[] chunks, int dimension)
    {
        var loop = new TemporalLoop(dimension, 1 + Below((int)chunks[dimension]));
        chunks[dimension] = Math.Min(chunks[dimension], loop.Step);
        return loop;
    }

    private List<SpatialLoop> Spatial(long[] chunks, IReadOnlyList<SpatialAxis> fanout)
    {
        var spatial = new List<SpatialLoop>();
        var room = fanout.Select(a => (long)a.Size).ToArray();
        for (var i = 0; i < fanout.Count + Below(2) * Math.Min(1, fanout.Count); i++)
        {
            var (axis, d) = (Below(fanout.Count), Below(chunks.Length));
            var most = Math.Min(room[axis], chunks[d]);
            var step = (chunks[d] + most - 1) / most;
            // Now and then fewer instances than there are.
            step += Below((int)(chunks[d] - step + 1)) * Below(2);
            room[axis] /= (chunks[d] + step - 1) / step;
            chunks[d] = step;
            spatial.Add(new SpatialLoop(d, step, axis));
        }

        return spatial;
    }

    /// <summary>The innermost level leaves one element of everything.</summary>
    private List<SpatialLoop> Innermost(long[] chunks, IReadOnlyList<SpatialAxis> fanout, List<TemporalLoop> temporal)
    {
        var spatial = new List<SpatialLoop>();
        var left = Enumerable.Repeat(1L, chunks.Length).ToArray();
        for (var axis = 0; axis < fanout.Count; axis++)
        {
            var d = Below(chunks.Length);
            if (spatial.Any(s => s.Dimension == d)) continue;
            left[d] = 1 + Below((int)Math.Min(fanout[axis].Size, chunks[d]));
            spatial.Add(new SpatialLoop(d, 1, axis));
        }

        var dimensions = Enumerable.Range(0, chunks.Length).ToList();
        while (dimensions.Count > 0)
        {
            var d = dimensions[Below(dimensions.Count)];
            dimensions.Remove(d);
            if (chunks[d] > left[d]) temporal.Add(new TemporalLoop(d, left[d]));
        }

        return spatial;
    }
}
