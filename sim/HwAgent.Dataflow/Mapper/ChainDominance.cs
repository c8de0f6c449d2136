using System.Runtime.CompilerServices;

namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// Leaves out chains that another one beats: every cost rises with every answer (see <see cref="TransferTerm"/>), so that a chain of which no answer is
/// better than another chain's is in no best mapping that the other one is not as good in. Instances along an axis count by what they leave to others.
/// </summary>
internal sealed class ChainDominance
{
    /// <summary>Chains that a new one is compared with, the nearest before it: all with all takes longer than a search saves by it.</summary>
    private const int MostCompared = 200;

    private readonly QueryTable _queries;
    private readonly int _dimension;
    private readonly int[] _axisSizes;
    private readonly int[] _totals;

    /// <summary>Prepares the comparison.</summary>
    /// <param name="queries">The questions that make up the cost.</param>
    /// <param name="slots">The places.</param>
    /// <param name="rules">Of the dimension.</param>
    /// <param name="others">Of the other dimensions: what none of them may use need not be left to them.</param>
    public ChainDominance(QueryTable queries, LoopSlots slots, ChainRules rules, IEnumerable<ChainRules> others)
    {
        (_queries, _dimension) = (queries, rules.Dimension);
        ChainRules[] rivals = [.. others.Where(o => o.Size > 1)];
        (_axisSizes, _totals) = (new int[queries.Queries.Count], new int[queries.Queries.Count]);
        for (var q = 0; q < _axisSizes.Length; q++)
        {
            var query = queries.Queries[q];
            if (query.IsGain) _totals[q] = queries.Find(query with { All = query.All | query.Whole, Whole = 0, IsGain = false });
            if (query.Kind != ChainQueryKind.Instances) continue;
            var slot = Enumerable.Range(0, slots.All.Length).First(i => (query.Slots >> i & 1) != 0);
            _axisSizes[q] = rivals.Any(r => r.MostInstances(slot) > 1) ? rules.Axes[slot] : -1;
        }
    }

    /// <summary>The chains that are left, with their answers, in their order.</summary>
    /// <param name="chains">Sorted by their steps, outermost first.</param>
    /// <param name="filter">Whether to leave any out.</param>
    /// <param name="byOutermost">Whether only chains with the same outermost step are compared.</param>
    public List<(StepChain Chain, double[] Answers)> Best(StepChain[] chains, bool filter, bool byOutermost)
    {
        var kept = new List<(StepChain Chain, double[] Answers)>();
        var same = new HashSet<double[]>(AnswerComparer.Instance);
        var group = 0;
        foreach (var chain in chains)
        {
            if (byOutermost && kept.Count > group && kept[group].Chain.Steps[0] != chain.Steps[0])
            {
                group = kept.Count;
                same.Clear();
            }

            var answers = _queries.Answers(_dimension, chain);
            if (filter && (!same.Add(answers) || IsBeaten(kept, Math.Max(group, kept.Count - MostCompared), answers))) continue;
            kept.Add((chain, answers));
        }

        return kept;
    }

    private bool IsBeaten(List<(StepChain Chain, double[] Answers)> kept, int from, double[] answers)
    {
        for (var i = kept.Count - 1; i >= from; i--)
        {
            if (Beats(kept[i].Answers, answers)) return true;
            if (Beats(answers, kept[i].Answers)) kept.RemoveAt(i);
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Beats(double[] a, double[] b)
    {
        for (var q = 0; q < a.Length; q++)
        {
            if (!_queries.IsAsked(q, _dimension) || _axisSizes[q] < 0) continue;
            if (_axisSizes[q] > 0)
            {
                if (Math.Floor(_axisSizes[q] / a[q]) < Math.Floor(_axisSizes[q] / b[q])) return false;
            }
            else if (_queries.Queries[q].IsGain)
            {
                // Where no cost asks for E(J) itself, nothing says how shares compare.
                if (_totals[q] < 0)
                {
                    if (a[q] != b[q]) return false;
                    continue;
                }

                // Traffic is E(J) times a sum that falls with the share E(j) / E(J) of the elements below each gap.
                if (a[q] * b[_totals[q]] > b[q] * a[_totals[q]]) return false;
            }
            else if (a[q] > b[q])
            {
                return false;
            }
        }

        return true;
    }
}
