using System.Runtime.CompilerServices;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// The cost of a skeleton under any chains of steps, without allocation: the figures of <see cref="NestModel"/> for one chain a dimension, a lower bound
/// for sets of chains. Every figure is a sum of products of the chains' answers that rises with each of them.
/// </summary>
internal sealed class SkeletonCost
{
    private readonly Architecture _architecture;
    private readonly OperandFlow[] _flows;
    private readonly LevelRoom[] _rooms;
    private readonly AxisRoom[] _axes;
    private readonly int[] _dimensions;
    private readonly int _cycles;
    private readonly int _levels;
    private readonly double _computePicojoules, _leastCompute;
    private readonly OutputFlows _outputs;
    private readonly TransferBits _all, _busiest;
    private readonly int[]? _fed;
    private readonly PipelineBound? _pipeline;
    private readonly bool _hasPorts;
    private readonly TransferTerms _terms = new();
    private readonly double[] _picojoules;
    private readonly int _only;

    /// <summary>Lays the formulas out and registers the questions that they ask.</summary>
    /// <param name="problem">The product.</param>
    /// <param name="architecture">The hardware.</param>
    /// <param name="slots">The places of loops.</param>
    /// <param name="skeleton">Keeps and orders.</param>
    /// <param name="queries">Takes the questions.</param>
    /// <param name="account">The latency that counts.</param>
    /// <param name="isEstimate">Whether the full account's latency may be estimated above its lower bound: ports take whole cycles for each step of the multipliers.</param>
    /// <param name="only">A level (the number of levels for the multipliers) whose transfers from and to its parents are all that counts; 0: everything counts.</param>
    public SkeletonCost(TensorProblem problem, Architecture architecture, LoopSlots slots, NestSkeleton skeleton, QueryTable queries, LatencyAccount account, bool isEstimate = false, int only = 0)
    {
        _only = only;
        (_architecture, _levels, Skeleton) = (architecture, slots.Levels, skeleton);
        var flows = new List<OperandFlow>();
        foreach (var operand in Enum.GetValues<Operand>())
        {
            var keepers = skeleton.Keepers(operand);
            for (var i = 0; i < keepers.Length; i++)
            {
                var child = i + 1 < keepers.Length ? keepers[i + 1] : _levels;
                // What is known of sums outside decides on those further in.
                if (only > 0 && child != only && (operand != Operand.Output || child > only)) continue;
                flows.Add(new OperandFlow(problem, architecture, slots, skeleton, queries, _terms, operand, keepers[i], child));
            }
        }

        _flows = [.. flows];
        _outputs = new OutputFlows(problem, architecture, slots, queries);
        _picojoules = new double[_levels + 1];
        Floors = new double[_levels + 1];
        _rooms = [.. Enumerable.Range(0, only == 0 ? _levels : Math.Min(only + 1, _levels)).Where(l => architecture.Levels[l].SizeBits is not null).Select(l => new LevelRoom(problem, architecture, slots, skeleton, queries, l))];
        _dimensions = [.. Enumerable.Range(0, problem.Dimensions.Count).Where(d => problem.Dimensions[d].Size > 1)];
        _axes = [.. AxisRoom.Of(architecture, _dimensions, slots, queries)];
        _cycles = _dimensions.Length == 0 || only > 0 ? 0 : queries.Number(new ChainQuery(ChainQueryKind.Chunks, ulong.MaxValue, slots.Temporal(0, _levels), 0, false), _dimensions);
        _leastCompute = only > 0 ? 1 : Math.Ceiling(problem.Macs / (double)architecture.Multipliers);
        _computePicojoules = only > 0 ? 0 : problem.Macs * architecture.Compute.Picojoules(problem.Tensor(Operand.Input).Bits, problem.Tensor(Operand.Weight).Bits);
        (_all, _busiest) = (new TransferBits(problem, _levels), new TransferBits(problem, _levels));
        if (account == LatencyAccount.Full) _pipeline = new PipelineBound(problem, architecture, slots, queries, flows);
        if (account == LatencyAccount.Full && isEstimate) _fed = FedDirectly(flows);
        _hasPorts = architecture.Levels.Any(l => l.Ports.Count > 0);
    }

    /// <summary>Keeps and orders.</summary>
    public NestSkeleton Skeleton { get; }

    /// <summary>By level, the number of levels for the multipliers: energy below which no mapping's transfers from and to the parents of the level go.</summary>
    public double[] Floors { get; }

    /// <summary>Energy below which no mapping's transfers go in all.</summary>
    public double Floor { get; set; }

    /// <summary>Cycles below which no mapping goes; infinite if none fits.</summary>
    public double LeastCycles { get; set; }

    /// <summary>The figures; the latency is <see cref="NestCost.SteadyCycles"/>, or a lower bound of <see cref="NestCost.LatencyCycles"/> if the full account counts.</summary>
    /// <param name="answers">By dimension: the answers of one chain, or the best answers of a set.</param>
    /// <param name="loops">By dimension: the places with a loop in every chain of the set, and in any.</param>
    /// <param name="isExact">Whether each set has one chain.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public CostFigures Evaluate(double[][] answers, ChainLoops[] loops, bool isExact)
    {
        foreach (var axis in _axes)
        {
            if (!axis.Fits(answers)) return CostFigures.Infeasible;
        }

        foreach (var room in _rooms)
        {
            if (!room.Fits(answers, null)) return CostFigures.Infeasible;
        }

        _terms.Compute(answers);
        _all.Clear();
        foreach (var flow in _flows)
        {
            if (flow.Operand == Operand.Output) _outputs.Add(_all, flow, _terms, loops, isExact);
            else _all.AddSource(flow.Operand, flow.Parent, flow.Child, _terms[flow.Merged], _terms[flow.Each]);
        }

        foreach (var room in _rooms)
        {
            if (!room.Fits(answers, _all)) return CostFigures.Infeasible;
        }

        var (read, written) = _all.ReadAndWritten(0);
        return new CostFigures(Cycles(answers, loops), _computePicojoules + (isExact && _only == 0 ? Picojoules() : LeastPicojoules()), read + written);
    }

    private double Picojoules()
    {
        var energy = 0.0;
        for (var level = 0; level < _levels; level++)
        {
            var memory = _architecture.Levels[level];
            var (read, written) = _all.ReadAndWritten(level);
            energy += read * memory.ReadPicojoulesPerBit + written * memory.WritePicojoulesPerBit;
        }

        return energy;
    }

    /// <summary>The sum over the levels of what their transfers take in the set, or in any mapping if that is more.</summary>
    private double LeastPicojoules()
    {
        Array.Clear(_picojoules);
        foreach (var flow in _flows) _picojoules[flow.Child] += flow.Picojoules(_architecture, _all);
        if (_only > 0) return _picojoules[_only];
        var energy = 0.0;
        for (var child = 1; child <= _levels; child++) energy += Math.Max(_picojoules[child], Floors[child]);
        // Sums in another order may differ in the last digits.
        return Math.Max(Floor, energy * (1 - 1e-12));
    }

    private double Cycles(double[][] answers, ChainLoops[] loops)
    {
        var compute = ComputeCycles(answers);
        var steady = Math.Max(Math.Max(compute, LeastCycles), PortCycles(answers, loops));
        if (_fed is not null) steady = Math.Max(steady, StepCycles(_fed, compute));
        return _pipeline is null ? steady : Math.Max(steady, _pipeline.Cycles(answers, _busiest, compute));
    }

    /// <summary>By level: what goes straight to or from the multipliers, as <see cref="MemoryPort.Serves"/> has it.</summary>
    private int[] FedDirectly(IEnumerable<OperandFlow> flows)
    {
        var fed = new int[_levels];
        foreach (var flow in flows)
        {
            if (flow.Child == _levels) fed[flow.Parent] |= MemoryPort.Bit(flow.Operand, Transfer.ReadToBelow) | MemoryPort.Bit(flow.Operand, Transfer.WriteFromBelow);
        }

        return fed;
    }

    /// <summary>About what the multipliers take with the ports that feed them: 1.01 cycles' worth of bits in a step are 2 cycles, unless steps differ. After <see cref="PortCycles"/>.</summary>
    private double StepCycles(int[] fed, double compute)
    {
        if (!_hasPorts) return compute;
        var most = 1.0;
        for (var level = 0; level < _levels; level++)
        {
            foreach (var port in _architecture.Levels[level].Ports) most = Math.Max(most, Math.Ceiling(_busiest.Served(level, port.Serves & fed[level]) / compute / port.BitsPerCycle - 1e-9));
        }

        return most * compute;
    }

    private double ComputeCycles(double[][] answers)
    {
        if (_only > 0) return _leastCompute;
        var product = 1.0;
        foreach (var d in _dimensions) product *= answers[d][_cycles];
        // The best chains of a set may use more instances together than there are.
        return Math.Max(product, _leastCompute);
    }

    private double PortCycles(double[][] answers, ChainLoops[] loops)
    {
        if (!_hasPorts) return 0;
        _busiest.Clear();
        foreach (var flow in _flows)
        {
            if (flow.Operand == Operand.Output) _outputs.AddBusiest(_busiest, flow, _terms, answers, loops);
            else _busiest.AddSource(flow.Operand, flow.Parent, flow.Child, _terms[flow.MergedBusiest], _terms[flow.EachBusiest]);
        }

        var most = 0.0;
        for (var level = 0; level < _levels; level++)
        {
            foreach (var port in _architecture.Levels[level].Ports) most = Math.Max(most, Math.Ceiling(_busiest.Served(level, port.Serves) / port.BitsPerCycle));
        }

        return most;
    }
}
