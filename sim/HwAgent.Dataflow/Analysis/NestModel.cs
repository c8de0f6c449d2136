using System.Collections.Concurrent;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>What a mapping costs: exact counts in closed form, whatever the size of the problem and whether the steps divide or not. May be asked by several threads at a time.</summary>
/// <param name="problem">What is computed.</param>
/// <param name="architecture">What it runs on.</param>
public sealed class NestModel(TensorProblem problem, Architecture architecture)
{
    // As many as were in use at the same time.
    private readonly ConcurrentBag<NestWorkspace> _free = [];

    /// <summary>The cost of one mapping.</summary>
    /// <param name="nest">Valid for the problem and the architecture (<see cref="NestValidation"/>).</param>
    /// <exception cref="OverflowException">A count does not fit 64 bits.</exception>
    public NestCost Evaluate(LoopNest nest)
    {
        var workspace = Workspace();
        var cost = Evaluate(workspace.Share(new FlatNest(problem, architecture, nest)), nest, null, workspace);
        _free.Add(workspace);
        return cost;
    }

    /// <summary>The cost of a mapping of known levels and dimensions; null if it cannot run. Both take the same counts.</summary>
    /// <param name="nest">The mapping.</param>
    /// <param name="isPromising">Whether a cost whose latency is yet without fill, drain and stalls deserves their account, the dearest part; otherwise it is returned as it is.</param>
    internal NestCost? EvaluateIfValid(LoopNest nest, Func<NestCost, bool> isPromising)
    {
        var workspace = Workspace();
        var flat = workspace.Share(new FlatNest(problem, architecture, nest));
        NestCost? cost = null;
        if (NestValidation.Validate(flat, nest).Count == 0)
        {
            cost = Count(flat, nest, null, workspace);
            if (isPromising(cost)) cost = Time(cost, flat, null, workspace);
        }

        _free.Add(workspace);
        return cost;
    }

    /// <summary>The cost of one mapping, with the time that DRAM takes in addition to its ports; energies stay those of the bits.</summary>
    internal NestCost Evaluate(FlatNest flat, LoopNest nest, DramLoad dram)
    {
        var workspace = new NestWorkspace(problem, architecture, dram);
        return Evaluate(workspace.Share(flat), nest, dram, workspace);
    }

    private NestWorkspace Workspace() => _free.TryTake(out var free) ? free : new NestWorkspace(problem, architecture);

    private NestCost Evaluate(FlatNest flat, LoopNest nest, DramLoad? dram, NestWorkspace workspace) => Time(Count(flat, nest, dram, workspace), flat, dram, workspace);

    /// <summary>The cost as if nothing ever waited.</summary>
    private NestCost Count(FlatNest flat, LoopNest nest, DramLoad? dram, NestWorkspace workspace)
    {
        var all = flat.Traffic;
        var one = NestTraffic.Of(flat, busiest: true);
        var levels = new LevelCost[flat.Levels];
        for (var level = 0; level < levels.Length; level++) levels[level] = Level(flat, nest, all, one, level);
        if (dram is not null) levels[dram.Level] = levels[dram.Level] with { PortCycles = Math.Max(levels[dram.Level].PortCycles, dram.Cycles) };
        // All instances go in step with the first, whose chunks are the largest.
        var compute = 1L;
        foreach (var tree in flat.Trees) compute = checked(compute * tree.Counts.Steps);
        var busiest = levels[0];
        foreach (var level in levels)
        {
            if (level.PortCycles > busiest.PortCycles) busiest = level;
        }

        var steady = Math.Max(compute, busiest.PortCycles);
        return new NestCost
        {
            LatencyCycles = steady,
            ComputeCycles = compute,
            SteadyCycles = steady,
            FillCycles = 0,
            DrainCycles = 0,
            Macs = workspace.Macs,
            Utilisation = workspace.Macs / ((double)steady * workspace.Multipliers),
            Levels = levels,
            ComputePicojoules = workspace.ComputePicojoules,
            BoundBy = busiest.PortCycles > compute ? busiest.Name : "compute",
        };
    }

    /// <summary>The cost with fill, drain and stalls.</summary>
    private NestCost Time(NestCost cost, FlatNest flat, DramLoad? dram, NestWorkspace workspace)
    {
        var pipeline = workspace.Pipeline;
        pipeline.Time(flat);
        var firstAccess = dram is null ? 0 : Math.Max(0, dram.FirstAccessCycles - architecture.Levels[dram.Level].LatencyCycles);
        // The pipeline is never shorter than a port's traffic; a rounded quotient of cycles could be by one.
        var latency = Math.Max(pipeline.Cycles + firstAccess, cost.SteadyCycles);
        return cost with
        {
            LatencyCycles = latency,
            FillCycles = pipeline.FillCycles + firstAccess,
            DrainCycles = pipeline.DrainCycles,
            Utilisation = workspace.Macs / ((double)latency * workspace.Multipliers),
        };
    }

    private LevelCost Level(FlatNest flat, LoopNest nest, NestTraffic all, NestTraffic one, int level)
    {
        var memory = architecture.Levels[level];
        var traffic = new OperandTraffic[3];
        long read = 0, written = 0;
        for (var operand = Operand.Input; operand <= Operand.Output; operand++)
        {
            var t = traffic[(int)operand] = all[level, operand];
            for (var transfer = Transfer.WriteFromAbove; transfer <= Transfer.ReadToAbove; transfer++)
            {
                var bits = Bits(t, operand, transfer);
                if (transfer is Transfer.ReadToBelow or Transfer.ReadToAbove) read += bits;
                else written += bits;
            }
        }

        var occupied = NestCapacity.OccupiedBits(flat, level == 0 ? OperandSet.All : nest.Levels[level].Keeps, level);
        var cycles = 0L;
        for (var port = 0; port < memory.Ports.Count; port++) cycles = Math.Max(cycles, PortCycles(memory.Ports[port], one, level));
        return new LevelCost(memory.Name, traffic, read, written, occupied, cycles, read * memory.ReadPicojoulesPerBit + written * memory.WritePicojoulesPerBit);
    }

    private long PortCycles(MemoryPort port, NestTraffic one, int level)
    {
        var bits = 0L;
        for (var operand = Operand.Input; operand <= Operand.Output; operand++)
        {
            for (var transfer = Transfer.WriteFromAbove; transfer <= Transfer.ReadToAbove; transfer++)
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
}
