using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// Energy of the transfers of an operand between a level that keeps it and the next outer one that does, for one element that comes in once: what is read outside for all instances at
/// once, what each instance takes in, and for sums what goes back. Sums that start at zero are never read back: an instance's first visit saves what later levels would read.
/// </summary>
internal sealed class FlowPrices
{
    private readonly TensorProblem _problem;
    private readonly Architecture _architecture;
    private readonly SpreadOption[][] _spreads;
    private readonly List<Flow> _flows = [];
    private readonly double _constant;

    /// <summary>Lays the flows out.</summary>
    /// <param name="problem">The product.</param>
    /// <param name="architecture">The hardware.</param>
    /// <param name="spreads">By level: how the product may be spread.</param>
    /// <param name="keeps">By level.</param>
    /// <param name="isLeftOut">Whether what a level (the number of levels: what the multipliers) exchanges with its parents does not count.</param>
    public FlowPrices(TensorProblem problem, Architecture architecture, SpreadOption[][] spreads, OperandSet[] keeps, Func<int, bool> isLeftOut)
    {
        (_problem, _architecture, _spreads) = (problem, architecture, spreads);
        foreach (var operand in (ReadOnlySpan<Operand>)[Operand.Input, Operand.Weight])
        {
            double width = problem.Tensor(operand).Bits;
            foreach (var (parent, child) in Pairs(operand))
            {
                _flows.Add(new Flow(operand, parent, child, Merged: width * Read(parent), Once: 0, Each: width * Written(child)));
            }
        }

        AddOutputs(isReturned: true);
        if (!_flows.Where(f => f.Operand == Operand.Output).All(IsSound))
        {
            _flows.RemoveAll(f => f.Operand == Operand.Output);
            AddOutputs(isReturned: false);
        }

        _constant = _flows.Sum(f => f.Constant);

        List<(int Parent, int Child)> Pairs(Operand operand)
        {
            int[] keepers = [.. Enumerable.Range(0, keeps.Length).Where(l => l == 0 || keeps[l].Has(operand)), keeps.Length];
            return [.. keepers.Zip(keepers.Skip(1)).Where(pair => !isLeftOut(pair.Second))];
        }

        void AddOutputs(bool isReturned)
        {
            double partial = problem.PartialBits, elements = problem.Elements(Operand.Output);
            var apart = partial - problem.Tensor(Operand.Output).Bits;
            var saved = 0.0;
            foreach (var (parent, child) in Enumerable.Reverse(Pairs(Operand.Output)))
            {
                var back = isReturned ? Read(parent) : 0;
                var returned = isReturned ? Written(child) : 0;
                _flows.Add(new Flow(Operand.Output, parent, child, partial * (Written(parent) + back), partial * (returned + saved), partial * (Read(child) - saved))
                {
                    Constant = -elements * (partial * (back + returned) + apart * (Written(parent) + Read(child))),
                });
                saved += back + returned;
            }
        }
    }

    /// <summary>What does not depend on the mapping.</summary>
    public double Constant => _constant;

    /// <summary>Energy of one element that comes in at a level as often as the loops outside say, and what it takes at least if it comes in once.</summary>
    /// <param name="operand">The operand.</param>
    /// <param name="level">Which takes it in.</param>
    /// <param name="spread">The instances just outside of it.</param>
    public (double Often, double Once) Price(Operand operand, int level, SpreadOption spread)
    {
        if (level == _spreads.Length || _flows.Find(f => f.Operand == operand && f.Child == level) is not { } flow) return (0, 0);
        var share = spread.Shares[(int)operand];
        if (operand != Operand.Output) return (flow.Merged * share.LeastApart / Most(flow, level - 1, isMerging: true) + flow.Each * share.Least, flow.Merged + flow.Each);
        var between = Most(flow, level - 1, isMerging: false);
        var often = (flow.Merged * share.LeastApart + flow.Once) / between;
        if (flow.Each >= 0) return (often + flow.Each * share.Least, flow.Merged + flow.Once + flow.Each);
        return (often + flow.Each * share.Most, flow.Merged + flow.Once + flow.Each * share.MostMerged * between);
    }

    /// <summary>Energy of what the multipliers take and hand out, if the level is the one that deals it to the last instances; 0 otherwise.</summary>
    public double Multipliers(int level, SpreadOption spread)
    {
        var energy = 0.0;
        foreach (var flow in _flows)
        {
            if (flow.Child != _spreads.Length || level != Dealer(flow)) continue;
            energy += flow.Merged * _problem.Macs / spread.Shares[(int)flow.Operand].MostMerged / Most(flow, level, isMerging: true) / Others(flow);
        }

        return energy;
    }

    /// <summary>The innermost level with instances below it that an operand goes through on the way to the multipliers; the last level if there is none.</summary>
    private int Dealer(Flow flow)
    {
        for (var level = _spreads.Length - 1; level >= flow.Parent; level--)
        {
            if (_architecture.Levels[level].Fanout.Count > 0) return level;
        }

        return _spreads.Length - 1;
    }

    /// <summary>What instances of the levels between a flow's parent and a level may merge at most, or make of one element.</summary>
    private double Most(Flow flow, int level, bool isMerging)
    {
        var most = 1.0;
        for (var l = flow.Parent; l < level; l++) most *= _spreads[l].Max(s => isMerging ? s.Shares[(int)flow.Operand].MostMerged : s.Shares[(int)flow.Operand].Most);
        return most;
    }

    /// <summary>What instances may merge at most along dimensions that an operand lacks besides the largest.</summary>
    private double Others(Flow flow)
    {
        long[] lacked = [.. _problem.Dimensions.Where((_, d) => !_problem.Tensor(flow.Operand).Uses(d)).Select(d => d.Size).Order()];
        var merging = _architecture.Levels.SelectMany(l => l.Fanout).Where(a => a.Merges(flow.Operand)).Aggregate(1.0, (product, a) => product * a.Size);
        return Math.Min(merging, lacked.SkipLast(1).Aggregate(1.0, (product, size) => product * size));
    }

    /// <summary>Whether what is saved by sums that start at zero never exceeds what their flow takes.</summary>
    private bool IsSound(Flow flow)
    {
        if (flow.Each >= 0 || flow.Child == _spreads.Length) return true;
        var between = Most(flow, flow.Child - 1, isMerging: false);
        return _spreads[flow.Child - 1].All(s => flow.Merged + flow.Each * s.Shares[2].MostMerged * between >= 0);
    }

    private double Read(int level) => level < _spreads.Length ? _architecture.Levels[level].ReadPicojoulesPerBit : 0;

    private double Written(int level) => level < _spreads.Length ? _architecture.Levels[level].WritePicojoulesPerBit : 0;

    private sealed record Flow(Operand Operand, int Parent, int Child, double Merged, double Once, double Each)
    {
        public double Constant { get; init; }
    }
}
