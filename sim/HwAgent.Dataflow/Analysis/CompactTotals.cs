using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>The counts that a fixed order of loops needs, each once, and the questions that they are made of.</summary>
internal sealed class CompactTotals
{
    private readonly FlatNest _nest;
    private readonly int[][] _loops;
    private readonly List<CompactQuestion>[] _questions;
    private readonly List<(int Dimension, int Index)> _answers = [];
    private readonly List<CompactTotal> _totals = [];

    /// <summary>For the loops of a nest, whatever their steps.</summary>
    public CompactTotals(FlatNest nest)
    {
        _nest = nest;
        var dimensions = Enumerable.Range(0, nest.Problem.Dimensions.Count);
        _loops = [.. dimensions.Select(d => Enumerable.Range(0, nest.Loops.Length).Where(i => nest.Loops[i].Dimension == d).ToArray())];
        _questions = [.. dimensions.Select(_ => new List<CompactQuestion>())];
    }

    /// <summary>The counts, in the order of their numbers.</summary>
    public CompactTotal[] All => [.. _totals];

    /// <summary>By answer: the dimension and its question.</summary>
    public IEnumerable<(int Dimension, CompactQuestion Question)> Questions => _answers.Select(a => (a.Dimension, _questions[a.Dimension][a.Index]));

    /// <summary>Indices of a dimension's loops.</summary>
    public int[] Loops(int dimension) => _loops[dimension];

    /// <summary>The number of a count of transfers.</summary>
    public int Transfers(Operand operand, int parent, int child, CopyRule copies, int firstBelow)
    {
        var count = new TransferCount(_nest, operand, child, parent, copies, firstBelow);
        var end = _nest.Starts[child];
        var (elements, repeats) = (new List<int[]>(), new List<int[]>());
        for (var gap = child == _nest.Levels ? end : 0; gap <= end; gap++)
        {
            if (child < _nest.Levels && !count.IsGap(gap)) continue;
            elements.Add(Product(count, operand, end, gap, CutRule.Whole));
            repeats.Add(Product(count, operand, end, gap, CutRule.First));
        }

        return Number(new CompactTotal([.. elements], [.. repeats]));
    }

    /// <summary>The number of the count of an operand's elements that a level's first instances ever hold, those of levels outside of it below a number.</summary>
    public int Elements(Operand operand, int level, int firstBelow)
    {
        var end = _nest.Starts[level];
        return Number(new CompactTotal([Product(new TransferCount(_nest, operand, level, level, CopyRule.Each, firstBelow), operand, end, end, CutRule.Whole)], [[]]));
    }

    /// <summary>The number of a product over all or an operand's dimensions of one question each.</summary>
    public int Product(Operand? operand, int end, bool asksElements, Func<FlatLoop, CutRule> rule)
    {
        var product = new List<int>();
        for (var d = 0; d < _loops.Length; d++)
        {
            if (operand is { } o && !_nest.Problem.Tensor(o).Uses(d)) continue;
            AddAnswer(product, d, [.. _loops[d].Where(i => i < end).Select(i => rule(_nest.Loops[i]))], asksElements);
        }

        return Number(new CompactTotal([[.. product]], [[]]));
    }

    private int[] Product(in TransferCount count, Operand operand, int end, int gap, CutRule insideGap)
    {
        var product = new List<int>();
        for (var d = 0; d < _loops.Length; d++)
        {
            // E is over the operand's dimensions, R over the others.
            if (_nest.Problem.Tensor(operand).Uses(d) != (insideGap == CutRule.Whole)) continue;
            var rules = new List<CutRule>();
            foreach (var i in _loops[d])
            {
                if (i < end) rules.Add(count.Rule(i, gap, insideGap));
            }

            AddAnswer(product, d, [.. rules], insideGap == CutRule.Whole);
        }

        return [.. product];
    }

    private void AddAnswer(List<int> product, int dimension, CutRule[] rules, bool asksElements)
    {
        // One element is one chunk of one element under any loops; and chunks of which the first alone counts are one.
        if (_nest.Problem.Dimensions[dimension].Size == 1 || !asksElements && rules.All(r => r == CutRule.First)) return;
        var question = new CompactQuestion(rules, asksElements);
        var index = _questions[dimension].FindIndex(question.Is);
        if (index < 0)
        {
            index = _questions[dimension].Count;
            _questions[dimension].Add(question);
            _answers.Add((dimension, index));
        }

        product.Add(_answers.IndexOf((dimension, index)));
    }

    private int Number(CompactTotal total)
    {
        var number = _totals.FindIndex(total.Is);
        if (number >= 0) return number;
        _totals.Add(total);
        return _totals.Count - 1;
    }
}
