using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>What the cost of one nest leaves for the next one of the same problem and architecture: room, and what nests have in common. For one thread at a time.</summary>
internal sealed class NestWorkspace
{
    /// <summary>Choices of what is kept that are remembered.</summary>
    private const int MostTables = 64;

    private readonly TensorProblem _problem;
    private readonly Architecture _architecture;
    private readonly PortTable _ports;
    private readonly List<LinkTable> _tables = [];

    /// <summary>For nests of a problem on an architecture.</summary>
    public NestWorkspace(TensorProblem problem, Architecture architecture, DramLoad? dram = null)
    {
        (_problem, _architecture, _ports) = (problem, architecture, new PortTable(architecture, dram));
        (Macs, Multipliers) = (problem.Macs, architecture.Multipliers);
        ComputePicojoules = Macs * architecture.Compute.Picojoules(problem.Tensor(Operand.Input).Bits, problem.Tensor(Operand.Weight).Bits);
        Pipeline = new PipelineTiming(problem, architecture, _ports);
    }

    /// <summary>Multiply-accumulates.</summary>
    public long Macs { get; }

    /// <summary>Of the architecture.</summary>
    public long Multipliers { get; }

    /// <summary>Energy of the multiplications.</summary>
    public double ComputePicojoules { get; }

    /// <summary>Times one nest after the other.</summary>
    public PipelineTiming Pipeline { get; }

    /// <summary>Gives a nest what it has in common with those before.</summary>
    /// <returns>The nest.</returns>
    public FlatNest Share(FlatNest nest)
    {
        for (var i = 0; i < _tables.Count; i++)
        {
            if (!nest.Links.AsSpan().SequenceEqual(_tables[i].Links)) continue;
            nest.Table = _tables[i];
            // What is asked for often comes to the front.
            if (i > 0) (_tables[i], _tables[i - 1]) = (_tables[i - 1], _tables[i]);
            return nest;
        }

        if (_tables.Count >= MostTables) _tables.Clear();
        _tables.Add(nest.Table = new LinkTable(_problem, _architecture, nest.Links, _ports));
        return nest;
    }
}
