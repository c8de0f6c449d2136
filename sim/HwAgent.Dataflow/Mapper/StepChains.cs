namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// The chains of one dimension that a search chooses from. Small dimensions get every chain. For others steps are multiples of the step inside, as
/// a step that is none leaves a ragged edge in every piece, and only multiples that differ in the number of pieces: among steps that cut
/// a dimension into as many pieces, a smaller one takes less room. The outermost loop also gets the smallest step for each number of pieces. Where that makes too many,
/// only numbers of pieces that differ by a ratio are there.
/// </summary>
internal sealed class StepChains
{
    /// <summary>Most chains of a dimension that is searched completely.</summary>
    private const int MostComplete = 600;

    /// <summary>Most steps tried on the way.</summary>
    private const int MostVisits = 20_000;

    /// <summary>Most chains of others, unless that would leave next to none.</summary>
    private const int MostMultiples = 10_000;

    /// <summary>Least ratios between numbers of pieces, tried in turn where there are more chains.</summary>
    private static readonly double[] Ratios = [1.05, 1.1, 1.2, 1.4, 1.7, 2, 3, 4];

    private readonly ChainRules _rules;
    private readonly LoopSlots _slots;
    private readonly List<StepChain> _chains = [];
    private readonly long[] _steps;
    private readonly int _outermostChoice;
    private int _room = int.MaxValue;
    private StepDensity _density = StepDensity.Phases[^1];
    private int _visits = MostVisits;

    private StepChains(ChainRules rules, LoopSlots slots)
    {
        (_rules, _slots) = (rules, slots);
        _steps = new long[slots.All.Length];
        _outermostChoice = slots.Levels > 1 ? slots.Start(1) : -1;
    }

    /// <summary>The chains, whether they are all that there are, and whether numbers of pieces were left out.</summary>
    public static (List<StepChain> Chains, bool IsComplete, bool IsThinned) Of(ChainRules rules, LoopSlots slots, StepDensity density)
    {
        var complete = new StepChains(rules, slots) { _room = MostComplete };
        if (complete.TryAll(0, rules.Size)) return (complete._chains, true, false);
        foreach (var ratio in Ratios.Where(r => r > density.Ratio).Prepend(density.Ratio))
        {
            var some = new StepChains(rules, slots) { _density = density with { Ratio = ratio }, _visits = 20 * MostMultiples };
            some.AddMultiples(slots.All.Length - 1, 1);
            if (some._chains.Count <= MostMultiples && some._visits >= 0 || ratio == Ratios[^1]) return (some._chains, false, ratio > 1);
        }

        throw new InvalidOperationException("the last ratio ends it");
    }

    /// <summary>Every chain, from the outermost loop in; false when there are too many.</summary>
    private bool TryAll(int slot, long incoming)
    {
        if (slot == _steps.Length) return TryAdd();
        if (--_visits < 0) return false;
        var (level, axis) = _slots.All[slot];
        if (axis < 0 && !_rules.Holds(level, incoming)) return true;
        var least = axis < 0 ? 1 : (incoming + _rules.MostInstances(slot) - 1) / _rules.MostInstances(slot);
        var most = slot == _steps.Length - 1 ? 1 : incoming;
        for (var step = least; step <= most; step++)
        {
            _steps[slot] = step;
            if (!TryAll(slot + 1, step)) return false;
        }

        return true;
    }

    private bool TryAdd()
    {
        var chain = new StepChain(_rules.Size, [.. _steps]);
        if (!_rules.Allows(chain)) return true;
        _chains.Add(chain);
        return --_room >= 0;
    }

    private void AddMultiples(int slot, long inner)
    {
        _steps[slot] = inner;
        if (_density.Ratio < Ratios[^1] && (_chains.Count > MostMultiples || --_visits < 0)) return;
        if (slot == 0)
        {
            TryAdd();
            return;
        }

        var (level, axis) = _slots.All[slot];
        if (axis >= 0)
        {
            foreach (var instances in Instances(slot, inner)) AddMultiples(slot - 1, Math.Min(_rules.Size, inner * instances));
            return;
        }

        // A loop in time just outside of which the memory below depends on no tile of this dimension might as well run further in.
        var isIdle = level + 1 < _slots.Levels && !_rules.IsKept[level + 1] && !_rules.IsConstrained;
        foreach (var extent in isIdle ? [inner] : Extents(slot, inner))
        {
            if (_rules.Holds(level, extent) && (level != 1 || _density.Has(_rules.Dimension, extent))) AddMultiples(slot - 1, extent);
        }
    }

    /// <summary>
    /// Of numbers of instances that leave as many for other dimensions, the largest; also one less, which a port may keep up with where it does not with all,
    /// and the least that needs no more steps, whose tiles are even.
    /// </summary>
    private IEnumerable<int> Instances(int slot, long inner)
    {
        var needed = (_rules.Size + inner - 1) / inner;
        var most = (int)Math.Min(_rules.MostInstances(slot), needed);
        var even = (int)((needed + (needed + most - 1) / most - 1) / ((needed + most - 1) / most));
        var left = -1;
        var last = double.PositiveInfinity;
        for (var instances = most; instances >= 1; instances--)
        {
            var isSpecial = _density.Ratio == 1 && (instances == most - 1 || instances == even);
            if (!isSpecial && _rules.Axes[slot] / instances == left || instances > 1 && instances * _density.SpatialRatio > last) continue;
            (left, last) = (_rules.Axes[slot] / instances, instances);
            yield return instances;
        }
    }

    private IEnumerable<long> Extents(int slot, long inner)
    {
        var size = _rules.Size;
        var units = (size + inner - 1) / inner;
        for (var multiple = 1L; ;)
        {
            var pieces = (units + multiple - 1) / multiple;
            var extent = Math.Min(size, multiple * inner);
            if (slot == _outermostChoice && _density.Ratio == 1)
            {
                var smallest = (size + pieces - 1) / pieces;
                if (smallest < extent && smallest > inner) yield return smallest;
            }

            yield return extent;
            if (pieces == 1) yield break;
            pieces = Math.Min(pieces - 1, Math.Max(1, (long)(pieces / _density.Ratio)));
            multiple = (units + pieces - 1) / pieces;
        }
    }
}
