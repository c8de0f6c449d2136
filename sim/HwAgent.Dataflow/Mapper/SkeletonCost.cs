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
    private readonly double _computePicojoules, _leastCycles;
    private readonly OutputFlows _outputs;
    private readonly TransferBits _all, _busiest;
    private readonly PipelineBound? _pipeline;
    private readonly bool _hasPorts;
    private readonly TransferTerms _terms = new();

    /// <summary>Lays the formulas out and registers the questions that they ask.</summary>
    public SkeletonCost(TensorProblem problem, Architecture architecture, LoopSlots slots, NestSkeleton skeleton, QueryTable queries, LatencyAccount account)
    {
        (_architecture, _levels, Skeleton) = (architecture, slots.Levels, skeleton);
        var flows = new List<OperandFlow>();
        foreach (var operand in Enum.GetValues<Operand>())
        {
            var keepers = skeleton.Keepers(operand);
            for (var i = 0; i < keepers.Length; i++)
            {
                flows.Add(new OperandFlow(problem, architecture, slots, skeleton, queries, _terms, operand, keepers[i], i + 1 < keepers.Length ? keepers[i + 1] : _levels));
            }
        }

        _flows = [.. flows];
        _outputs = new OutputFlows(problem, architecture, slots, queries);
        _rooms = [.. Enumerable.Range(0, _levels).Where(l => architecture.Levels[l].SizeBits is not null).Select(l => new LevelRoom(problem, architecture, slots, skeleton, queries, l))];
        _dimensions = [.. Enumerable.Range(0, problem.Dimensions.Count).Where(d => problem.Dimensions[d].Size > 1)];
        _axes = [.. AxisRoom.Of(architecture, _dimensions, slots, queries)];
        _cycles = _dimensions.Length == 0 ? 0 : queries.Number(new ChainQuery(ChainQueryKind.Chunks, ulong.MaxValue, slots.Temporal(0, _levels), 0, false), _dimensions);
        _leastCycles = Math.Ceiling(problem.Macs / (double)architecture.Multipliers);
        _computePicojoules = problem.Macs * architecture.Compute.Picojoules(problem.Tensor(Operand.Input).Bits, problem.Tensor(Operand.Weight).Bits);
        (_all, _busiest) = (new TransferBits(problem, _levels), new TransferBits(problem, _levels));
        if (account == LatencyAccount.Full) _pipeline = new PipelineBound(problem, architecture, slots, queries, flows);
        _hasPorts = architecture.Levels.Any(l => l.Ports.Count > 0);
    }

    /// <summary>Keeps and orders.</summary>
    public NestSkeleton Skeleton { get; }

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

        double energy = 0, dram = 0;
        for (var level = 0; level < _levels; level++)
        {
            var memory = _architecture.Levels[level];
            var (read, written) = _all.ReadAndWritten(level);
            energy += read * memory.ReadPicojoulesPerBit + written * memory.WritePicojoulesPerBit;
            if (level == 0) dram = read + written;
        }

        return new CostFigures(Cycles(answers, loops), _computePicojoules + energy, dram);
    }

    private double Cycles(double[][] answers, ChainLoops[] loops)
    {
        var compute = ComputeCycles(answers);
        var steady = Math.Max(compute, PortCycles(answers, loops));
        return _pipeline is null ? steady : Math.Max(steady, _pipeline.Cycles(answers, _busiest, compute));
    }

    private double ComputeCycles(double[][] answers)
    {
        var product = 1.0;
        foreach (var d in _dimensions) product *= answers[d][_cycles];
        // The best chains of a set may use more instances together than there are.
        return Math.Max(product, _leastCycles);
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
