using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper;

/// <summary>One operand's part in the first load or the last store of a level, through one port.</summary>
internal sealed class TileTransfer
{
    private readonly (int Dimension, int Query)[] _factors;
    private readonly double _width;

    /// <summary>Registers the questions asked.</summary>
    /// <param name="problem">The product.</param>
    /// <param name="slots">The places of loops.</param>
    /// <param name="queries">Takes the questions.</param>
    /// <param name="flow">Between the level, which is the child, and its parent.</param>
    /// <param name="level">Whose port it is: the parent's or the child's.</param>
    /// <param name="transfer">What it is to that level.</param>
    /// <param name="port">Number of the port.</param>
    public TileTransfer(TensorProblem problem, LoopSlots slots, QueryTable queries, OperandFlow flow, int level, Transfer transfer, int port)
    {
        (Operand, Level, Transfer, Port) = (flow.Operand, level, transfer, port);
        var isOutput = flow.Operand == Operand.Output;
        IsFill = !isOutput;
        IsDrain = isOutput && transfer is Transfer.WriteFromBelow or Transfer.ReadToAbove;
        var tensor = problem.Tensor(flow.Operand);
        _width = tensor.Bits;
        // The parent serves all instances below its first one; a child's port is that of the first.
        var together = level == flow.Parent ? slots.Spatial(flow.Parent, flow.Child) : 0;
        // A last chunk that instances cut further is bounded by that of the first of them.
        if (isOutput) together &= ~(slots.Mask(s => s.IsTemporal && s.Level == flow.Child - 1) - 1);
        var kind = isOutput ? ChainQueryKind.Last : ChainQueryKind.Elements;
        int[] used = [.. Enumerable.Range(0, problem.Dimensions.Count).Where(d => problem.Dimensions[d].Size > 1 && tensor.Uses(d))];
        _factors = [.. used.Select(d => (d, queries.Number(new ChainQuery(kind, slots.Outside(flow.Child), together, isOutput ? slots.Spatial(0, flow.Child) & ~together : 0, false), d)))];
    }

    /// <summary>Whose elements.</summary>
    public Operand Operand { get; }

    /// <summary>Whose port.</summary>
    public int Level { get; }

    /// <summary>What it is to that level.</summary>
    public Transfer Transfer { get; }

    /// <summary>Number of the port.</summary>
    public int Port { get; }

    /// <summary>Part of the first load.</summary>
    public bool IsFill { get; }

    /// <summary>Part of the last store.</summary>
    public bool IsDrain { get; }

    /// <summary>Bits, at least.</summary>
    public double Bits(double[][] answers)
    {
        var bits = _width;
        foreach (var (dimension, query) in _factors) bits *= answers[dimension][query];
        return bits;
    }
}
