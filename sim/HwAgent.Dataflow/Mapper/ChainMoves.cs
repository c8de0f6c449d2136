using HwAgent.Dataflow.Analysis;

namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// The chains near one: iterations (or instances) move from one place to another, and what is between the two keeps its own. Steps need not divide each
/// other; each move is also made with steps that are multiples of the step inside.
/// </summary>
internal sealed class ChainMoves
{
    private readonly ChainRules _rules;
    private readonly LoopSlots _slots;
    private readonly StepChain _from;
    private readonly Func<int, long> _room;
    private readonly HashSet<long[]> _seen = new(LongSequenceComparer.Instance);
    private readonly List<StepChain> _found = [];

    private ChainMoves(ChainRules rules, LoopSlots slots, StepChain from, Func<int, long> room)
    {
        (_rules, _slots, _from, _room) = (rules, slots, from, room);
        _seen.Add(from.Steps);
    }

    /// <summary>All of them, in a fixed order, the chain itself left out.</summary>
    /// <param name="rules">Of the dimension.</param>
    /// <param name="slots">The places.</param>
    /// <param name="from">The chain.</param>
    /// <param name="room">By place in space: instances that the other dimensions leave.</param>
    /// <param name="isFine">More numbers of iterations.</param>
    public static List<StepChain> Of(ChainRules rules, LoopSlots slots, StepChain from, Func<int, long> room, bool isFine)
    {
        var moves = new ChainMoves(rules, slots, from, room);
        for (var inner = 1; inner < slots.All.Length; inner++)
        {
            for (var outer = 0; outer < inner; outer++) moves.Between(outer, inner, isFine);
        }

        return moves._found;
    }

    private void Between(int outer, int inner, bool isFine)
    {
        long outerCount = _from.Count(outer), innerCount = _from.Count(inner);
        if (outerCount == 1 && innerCount == 1) return;
        var needed = (_from.Incoming(outer) + _from.Steps[inner] - 1) / _from.Steps[inner];
        foreach (var count in Counts(outer, outerCount, needed, isFine))
        {
            Outwards(outer, inner, count, isMultiple: true);
            Outwards(outer, inner, count, isMultiple: false);
        }

        foreach (var count in Counts(inner, innerCount, needed, isFine)) Inwards(outer, inner, count);
    }

    private IEnumerable<long> Counts(int slot, long count, long needed, bool isFine)
    {
        var most = _slots.All[slot].IsTemporal ? needed : Math.Min(needed, _rules.MostInstances(slot));
        var room = _slots.All[slot].IsTemporal ? most : Math.Min(most, _room(slot));
        // The least that needs no more rounds: 9 and 9 instead of 16 and 2.
        var rounds = (needed + count - 1) / count;
        var even = (needed + rounds - 1) / rounds;
        long[] counts = isFine
            ? [1, even, count / 4, count / 3, count / 2, (2 * count + 2) / 3, count - 1, count + 1, (3 * count + 1) / 2, 2 * count, 3 * count, 4 * count, room, most]
            : [1, even, count / 2, count - 1, count + 1, 2 * count, room, most];
        return counts.Where(c => c >= 1 && c <= most && c != count).Distinct();
    }

    /// <summary>The outer place gets a number of iterations, the inner one what is left.</summary>
    private void Outwards(int outer, int inner, long count, bool isMultiple)
    {
        long[] steps = [.. _from.Steps];
        var incoming = _from.Incoming(outer);
        var below = _from.Steps[inner];
        var step = (incoming + count - 1) / count;
        for (var slot = outer; slot < inner; slot++)
        {
            if (slot > outer) step = (step + _from.Count(slot) - 1) / _from.Count(slot);
            steps[slot] = step;
        }

        if (step < below) return;
        if (!isMultiple || step % below == 0)
        {
            Add(steps);
            return;
        }

        Fill(steps, outer, inner, (step + below - 1) / below * below, incoming);
    }

    /// <summary>The inner place gets a number of iterations, the outer one what is left.</summary>
    private void Inwards(int outer, int inner, long count) => Fill([.. _from.Steps], outer, inner, count * _from.Steps[inner], _from.Incoming(outer));

    private void Fill(long[] steps, int outer, int inner, long step, long incoming)
    {
        for (var slot = inner - 1; slot >= outer; slot--)
        {
            steps[slot] = Math.Min(step, incoming);
            step = steps[slot] * _from.Count(slot);
        }

        Add(steps);
    }

    private void Add(long[] steps)
    {
        if (!_seen.Add(steps)) return;
        var chain = new StepChain(_rules.Size, steps);
        if (_rules.Allows(chain)) _found.Add(chain);
    }
}
