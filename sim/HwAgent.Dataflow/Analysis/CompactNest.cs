using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>
/// Costs many mappings that differ in their steps alone, without allocating. All counts are sums of products of a few answers a dimension, and the answers
/// of one dimension depend on its own steps alone: a search asks them once for each chain of steps (<see cref="Measure"/>) and multiplies
/// (<see cref="Evaluate"/>). The figures are those of <see cref="NestModel"/>. Counts must fit 64 bits. Safe for use on several threads.
/// </summary>
public sealed class CompactNest
{
    private readonly TensorProblem _problem;
    private readonly CompactTotal[] _totals;
    private readonly CompactLink[] _links;
    private readonly CompactLevel[] _levels;
    private readonly PortTable _ports;
    private readonly (int Answer, CompactQuestion Question)[][] _questions;
    private readonly int[] _loops;
    private readonly int _compute;
    private readonly double _computePicojoules;

    /// <summary>For one order of loops.</summary>
    /// <param name="problem">What is computed.</param>
    /// <param name="architecture">What it runs on.</param>
    /// <param name="pattern">The loops, and what the levels keep; its steps do not matter.</param>
    public CompactNest(TensorProblem problem, Architecture architecture, LoopNest pattern)
    {
        _problem = problem;
        var nest = new FlatNest(problem, architecture, pattern);
        var asked = new CompactTotals(nest);
        _compute = asked.Product(null, nest.Loops.Length, asksElements: false, l => l.IsTemporal ? CutRule.All : CutRule.First);
        _links = [.. nest.Links.Select(l => Link(asked, l))];
        _levels = [.. architecture.Levels.Select((memory, level) => Level(asked, nest, memory, level, level == 0 ? OperandSet.All : pattern.Levels[level].Keeps))];
        (_totals, _ports) = (asked.All, new PortTable(architecture));
        _loops = [.. Enumerable.Range(0, problem.Dimensions.Count).Select(d => asked.Loops(d).Length)];
        _questions = [.. Enumerable.Range(0, problem.Dimensions.Count).Select(d => asked.Questions.Select((q, i) => (i, q)).Where(q => q.q.Dimension == d).Select(q => (q.i, q.q.Question)).ToArray())];
        _computePicojoules = problem.Macs * architecture.Compute.Picojoules(problem.Tensor(Operand.Input).Bits, problem.Tensor(Operand.Weight).Bits);
    }

    /// <summary>Length of the answers of all dimensions together.</summary>
    public int Answers => _questions.Sum(q => q.Length);

    /// <summary>Loops of a dimension: the length of its chain of steps.</summary>
    public int Loops(int dimension) => _loops[dimension];

    /// <summary>Answers the questions about one dimension.</summary>
    /// <param name="dimension">Index of the dimension.</param>
    /// <param name="steps">Of its loops, outermost first.</param>
    /// <param name="answers">Of all dimensions; those of this one are set.</param>
    public void Measure(int dimension, ReadOnlySpan<long> steps, Span<long> answers)
    {
        var size = _problem.Dimensions[dimension].Size;
        foreach (var (answer, question) in _questions[dimension]) answers[answer] = question.Answer(size, steps);
    }

    /// <summary>The cost of the mapping that the answers are about.</summary>
    public CompactCost Evaluate(ReadOnlySpan<long> answers)
    {
        Span<long> counts = stackalloc long[_totals.Length];
        for (var i = 0; i < counts.Length; i++) counts[i] = _totals[i].Of(answers);
        Span<long> read = stackalloc long[_levels.Length];
        Span<long> written = stackalloc long[_levels.Length];
        Span<long> busy = stackalloc long[_ports.Count];
        busy.Clear();
        read.Clear();
        written.Clear();
        // Elements of sums that started at zero, by level; and whether sums there are not final.
        Span<long> started = stackalloc long[_levels.Length];
        var fits = true;
        foreach (var link in _links)
        {
            if (link.Operand != Operand.Output)
            {
                AddSource(link, counts, read, written, busy);
                continue;
            }

            var writes = AddOutput(link, counts, read, written, busy, started);
            var finals = counts[_levels[link.Parent].Parts] > 1 ? 0 : _problem.Elements(Operand.Output);
            fits &= _levels[link.Parent].Fits(counts, writes > finals ? _problem.PartialBits : _problem.Tensor(Operand.Output).Bits);
        }

        var energy = 0.0;
        for (var level = 0; level < _levels.Length; level++)
        {
            energy += read[level] * _levels[level].ReadPicojoules + written[level] * _levels[level].WritePicojoules;
            if (_levels[level].Tiles[(int)Operand.Output] < 0) fits &= _levels[level].Fits(counts, 0);
        }

        return new CompactCost(counts[_compute], Math.Max(counts[_compute], _ports.Cycles(busy)), _computePicojoules + energy, read[0] + written[0], fits);
    }

    private void AddSource(in CompactLink link, ReadOnlySpan<long> counts, Span<long> read, Span<long> written, Span<long> busy)
    {
        var bits = _problem.Tensor(link.Operand).Bits;
        read[link.Parent] += counts[link.Merged] * bits;
        Occupy(busy, link.Parent, link.Operand, Transfer.ReadToBelow, counts[link.BusiestMerged] * bits);
        if (link.Child == _levels.Length) return;
        written[link.Child] += counts[link.Each] * bits;
        Occupy(busy, link.Child, link.Operand, Transfer.WriteFromAbove, counts[link.BusiestEach] * bits);
    }

    /// <summary>As <see cref="NestTraffic"/> counts them; returns the sums written to the parent.</summary>
    private long AddOutput(in CompactLink link, ReadOnlySpan<long> counts, Span<long> read, Span<long> written, Span<long> busy, Span<long> started)
    {
        var (parent, child) = (_levels[link.Parent], link.Child < _levels.Length ? _levels[link.Child] : null);
        var isFinal = counts[parent.Parts] == 1;
        var all = counts[_levels[0].Elements];
        if (link.Parent == 0) started[0] = all;
        var writes = counts[link.Merged];
        written[link.Parent] += Bits(writes, isFinal ? all : 0);
        read[link.Parent] += Bits(writes - started[link.Parent], 0);
        var busiest = counts[link.BusiestMerged];
        Occupy(busy, link.Parent, Operand.Output, Transfer.WriteFromBelow, Bits(busiest, isFinal ? counts[parent.Elements] : 0));
        Occupy(busy, link.Parent, Operand.Output, Transfer.ReadToBelow, Bits(busiest - counts[parent.Elements], 0));
        if (child is null) return writes;
        var visits = counts[link.Each];
        var returned = counts[link.Once] - started[link.Parent];
        started[link.Child] = visits - returned;
        isFinal = counts[child.Parts] == 1;
        written[link.Child] += Bits(returned, 0);
        read[link.Child] += Bits(visits, isFinal ? all : 0);
        visits = counts[link.BusiestEach];
        Occupy(busy, link.Child, Operand.Output, Transfer.WriteFromAbove, Bits(visits - counts[child.Elements], 0));
        Occupy(busy, link.Child, Operand.Output, Transfer.ReadToAbove, Bits(visits, isFinal ? counts[child.Elements] : 0));
        return writes;
    }

    private long Bits(long elements, long finals) => (elements - finals) * _problem.PartialBits + finals * _problem.Tensor(Operand.Output).Bits;

    private void Occupy(Span<long> busy, int level, Operand operand, Transfer transfer, long bits)
    {
        var port = _ports[level, operand, transfer];
        if (port >= 0) busy[port] += bits;
    }

    private static CompactLink Link(CompactTotals asked, TransferLink link) => new(
        link.Operand,
        link.Parent,
        link.Child,
        asked.Transfers(link.Operand, link.Parent, link.Child, CopyRule.Merged, 0),
        asked.Transfers(link.Operand, link.Parent, link.Child, CopyRule.Each, 0),
        asked.Transfers(link.Operand, link.Parent, link.Child, CopyRule.Once, 0),
        asked.Transfers(link.Operand, link.Parent, link.Child, CopyRule.Merged, link.Parent),
        asked.Transfers(link.Operand, link.Parent, link.Child, CopyRule.Each, link.Child));

    private static CompactLevel Level(CompactTotals asked, FlatNest nest, MemoryLevel memory, int level, OperandSet keeps)
    {
        var summed = nest.Problem.Summed;
        return new CompactLevel(
            asked.Elements(Operand.Output, level, level),
            asked.Product(null, nest.Starts[level], asksElements: false, l => !l.IsTemporal && (summed >> l.Dimension & 1) != 0 ? CutRule.All : CutRule.First),
            [.. Enum.GetValues<Operand>().Select(o => keeps.Has(o) ? asked.Product(o, nest.Starts[level], asksElements: true, _ => CutRule.First) : -1)],
            memory.SizeBits ?? long.MaxValue,
            level == 0 ? 1 : memory.Buffers,
            memory.ReadPicojoulesPerBit,
            memory.WritePicojoulesPerBit,
            [.. nest.Problem.Tensors.Select(t => t.Bits)]);
    }
}
