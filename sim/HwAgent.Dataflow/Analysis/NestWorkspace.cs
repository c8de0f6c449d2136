using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>What the cost of one nest leaves for the next one of the same problem and architecture: room, and what nests have in common. For one thread at a time.</summary>
internal sealed class NestWorkspace(TensorProblem problem, Architecture architecture, DramLoad? dram)
{
    /// <summary>Choices of what is kept that are remembered.</summary>
    private const int MostTables = 64;

    private readonly PortTable _ports = new(architecture, dram);
    private readonly List<LinkTable> _tables = [];
    private PipelineTiming? _pipeline;

    /// <summary>Times a nest; the result is that object until the next one.</summary>
    public PipelineTiming Time(FlatNest nest)
    {
        _pipeline ??= new PipelineTiming(problem, architecture, _ports);
        _pipeline.Time(nest, Table(nest.Links));
        return _pipeline;
    }

    private LinkTable Table(TransferLink[] links)
    {
        for (var i = 0; i < _tables.Count; i++)
        {
            if (!links.AsSpan().SequenceEqual(_tables[i].Links)) continue;
            // What was asked for last is in front.
            if (i > 0) (_tables[i], _tables[i - 1]) = (_tables[i - 1], _tables[i]);
            return _tables[Math.Max(0, i - 1)];
        }

        if (_tables.Count >= MostTables) _tables.Clear();
        var made = new LinkTable(problem, architecture, links, _ports);
        _tables.Add(made);
        return made;
    }
}
