using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>What a mapping costs: exact counts in closed form, whatever the size of the problem and whether the steps divide or not.</summary>
/// <param name="problem">What is computed.</param>
/// <param name="architecture">What it runs on.</param>
public sealed class NestModel(TensorProblem problem, Architecture architecture)
{
    /// <summary>The cost of one mapping.</summary>
    /// <param name="nest">Valid for the problem and the architecture (<see cref="NestValidation"/>).</param>
    /// <exception cref="OverflowException">A count does not fit 64 bits.</exception>
    public NestCost Evaluate(LoopNest nest) => Evaluate(new FlatNest(problem, architecture, nest), nest, null);

    /// <summary>The cost of one mapping, with the time that DRAM takes in addition to its ports; energies stay those of the bits.</summary>
    internal NestCost Evaluate(FlatNest flat, LoopNest nest, DramLoad? dram)
    {
        var all = flat.Traffic;
        var one = NestTraffic.Of(flat, busiest: true);
        var levels = new LevelCost[flat.Levels];
        for (var level = 0; level < levels.Length; level++) levels[level] = Level(flat, nest, all, one, level);
        if (dram is not null) levels[dram.Level] = levels[dram.Level] with { PortCycles = Math.Max(levels[dram.Level].PortCycles, dram.Cycles) };
        var compute = ComputeCycles(flat);
        var busiest = levels.MaxBy(l => l.PortCycles)!;
        var steady = Math.Max(compute, busiest.PortCycles);
        var macs = problem.Macs;
        var pipeline = new PipelineTiming(flat, new PortTable(architecture, dram));
        var firstAccess = dram is null ? 0 : Math.Max(0, dram.FirstAccessCycles - architecture.Levels[dram.Level].LatencyCycles);
        var (fill, drain) = (pipeline.FillCycles() + firstAccess, pipeline.DrainCycles());
        // The pipeline is never shorter than a port's traffic; a rounded quotient of cycles could be by one.
        var latency = Math.Max(fill + pipeline.RunCycles() + drain, steady);
        return new NestCost
        {
            LatencyCycles = latency,
            ComputeCycles = compute,
            SteadyCycles = steady,
            FillCycles = fill,
            DrainCycles = drain,
            Macs = macs,
            Utilisation = macs / ((double)latency * architecture.Multipliers),
            Levels = levels,
            ComputePicojoules = macs * architecture.Compute.Picojoules(problem.Tensor(Operand.Input).Bits, problem.Tensor(Operand.Weight).Bits),
            BoundBy = busiest.PortCycles > compute ? busiest.Name : "compute",
        };
    }

    private LevelCost Level(FlatNest flat, LoopNest nest, NestTraffic all, NestTraffic one, int level)
    {
        var memory = architecture.Levels[level];
        var traffic = new OperandTraffic[3];
        long read = 0, written = 0;
        foreach (var operand in Enum.GetValues<Operand>())
        {
            var t = traffic[(int)operand] = all[level, operand];
            foreach (var transfer in Enum.GetValues<Transfer>())
            {
                var bits = Bits(t, operand, transfer);
                if (transfer is Transfer.ReadToBelow or Transfer.ReadToAbove) read += bits;
                else written += bits;
            }
        }

        var occupied = NestCapacity.OccupiedBits(flat, level == 0 ? OperandSet.All : nest.Levels[level].Keeps, level);
        var cycles = 0L;
        foreach (var port in memory.Ports) cycles = Math.Max(cycles, PortCycles(port, one, level));
        return new LevelCost(memory.Name, traffic, read, written, occupied, cycles, read * memory.ReadPicojoulesPerBit + written * memory.WritePicojoulesPerBit);
    }

    private long PortCycles(MemoryPort port, NestTraffic one, int level)
    {
        var bits = 0L;
        foreach (var operand in Enum.GetValues<Operand>())
        {
            foreach (var transfer in Enum.GetValues<Transfer>())
            {
                if ((port.Serves & MemoryPort.Bit(operand, transfer)) != 0) bits += Bits(one[level, operand], operand, transfer);
            }
        }

        return (long)Math.Ceiling(bits / port.BitsPerCycle);
    }

    private long Bits(in OperandTraffic traffic, Operand operand, Transfer transfer)
    {
        var (elements, finals) = transfer switch
        {
            Transfer.WriteFromAbove => (traffic.WritesFromAbove, 0L),
            Transfer.ReadToBelow => (traffic.ReadsToBelow, 0L),
            Transfer.WriteFromBelow => (traffic.WritesFromBelow, traffic.FinalWritesFromBelow),
            _ => (traffic.ReadsToAbove, traffic.FinalReadsToAbove),
        };
        var bits = problem.Tensor(operand).Bits;
        return checked(operand == Operand.Output ? (elements - finals) * problem.PartialBits + finals * bits : elements * bits);
    }

    /// <summary>All instances go in step with the first, whose chunks are the largest.</summary>
    private long ComputeCycles(FlatNest flat)
    {
        var product = 1L;
        Span<(long, long)> room = stackalloc (long, long)[flat.Loops.Length + 1];
        for (var d = 0; d < problem.Dimensions.Count; d++)
        {
            var tally = new ChunkTally(problem.Dimensions[d].Size, room);
            foreach (var loop in flat.Loops)
            {
                if (loop.Dimension == d) tally.Cut(loop.Step, loop.IsTemporal ? CutRule.All : CutRule.First);
            }

            product = checked(product * tally.Chunks);
        }

        return product;
    }
}
