using HwAgent.Dataflow.Problems;

namespace HwAgent.Evals.Mapper.Rival;

/// <summary>Small changes of a draft.</summary>
internal sealed class DraftMoves(DraftSpace space, RandomChoices random)
{
    private readonly int[] _dimensions = [.. Enumerable.Range(0, space.Dimensions).Where(d => space.Problem.Dimensions[d].Size > 1)];
    private readonly (int Level, OperandSet Operand)[] _free =
        [.. space.Architecture.Levels.Skip(1).SelectMany((l, i) => Enum.GetValues<Operand>().Where(o => l.MayKeep.Has(o) && !l.MustKeep.Has(o)).Select(o => (i + 1, o.Only())))];

    /// <summary>A changed copy.</summary>
    public NestDraft Next(NestDraft draft)
    {
        var next = draft.Copy();
        do Change(next);
        while (random.Chance(0.35));
        return next;
    }

    private void Change(NestDraft draft)
    {
        switch (random.Below(20))
        {
            case < 7: Step(draft); break;
            case < 11: Shift(draft, Any(), random.Chance(0.5), Range(), random.Pick(2L, 2L, 2L, 3L, 5L, 7L)); break;
            case < 15: Trade(draft); break;
            case < 18: Reorder(draft); break;
            default: Bypass(draft); break;
        }
    }

    private int Any() => _dimensions.Length == 0 ? 0 : _dimensions[random.Below(_dimensions.Length)];

    private (int From, int To) Range()
    {
        var (a, b) = (random.Below(space.Slots.Length - 1), random.Below(space.Slots.Length - 1));
        return a <= b ? (a, b) : (b, a);
    }

    /// <summary>Another step for one loop; those outside are at least as large, those inside at most.</summary>
    private void Step(NestDraft draft)
    {
        var (steps, size) = Of(draft, Any());
        var slot = random.Below(steps.Length - 1);
        var incoming = slot == 0 ? size : Math.Min(size, steps[slot - 1]);
        var (old, inner) = (Math.Min(size, steps[slot]), Math.Min(size, steps[slot + 1]));
        var pieces = (incoming + old - 1) / old;
        var step = random.Below(8) switch
        {
            0 => old + 1,
            1 => old - 1,
            2 => old + inner,
            3 => old - inner,
            4 => (incoming + pieces) / (pieces + 1),
            5 => (incoming + pieces - 2) / Math.Max(1, pieces - 1),
            6 => random.Pick(inner, incoming),
            _ => random.LogUniform(incoming),
        };
        Set(steps, slot, slot, Math.Clamp(step, 1, size));
    }

    /// <summary>A factor from a loop to another one further in or out: all steps between them grow or shrink.</summary>
    private void Shift(NestDraft draft, int dimension, bool grows, (int From, int To) range, long factor)
    {
        var (steps, size) = Of(draft, dimension);
        for (var slot = range.From; slot <= range.To; slot++) steps[slot] = grows ? Math.Min(size, steps[slot] * factor) : Math.Max(1, (steps[slot] + factor - 1) / factor);
        for (var slot = range.From - 1; slot >= 0; slot--) steps[slot] = Math.Max(steps[slot], steps[slot + 1]);
        for (var slot = range.To + 1; slot < steps.Length; slot++) steps[slot] = Math.Min(steps[slot], steps[slot - 1]);
    }

    /// <summary>One dimension grows where another one shrinks.</summary>
    private void Trade(NestDraft draft)
    {
        var (range, factor) = (Range(), random.Pick(2L, 2L, 3L));
        Shift(draft, Any(), true, range, factor);
        Shift(draft, Any(), false, range, random.Chance(0.8) ? factor : 2);
    }

    private void Reorder(NestDraft draft)
    {
        var order = draft.Orders[random.Below(space.Levels)];
        var (from, to) = (random.Below(order.Length), random.Below(order.Length));
        var moved = order[from];
        if (from < to) Array.Copy(order, from + 1, order, from, to - from);
        else Array.Copy(order, to, order, to + 1, from - to);
        order[to] = moved;
    }

    private void Bypass(NestDraft draft)
    {
        if (_free.Length == 0)
        {
            Reorder(draft);
            return;
        }

        var (level, operand) = _free[random.Below(_free.Length)];
        draft.Keeps[level] ^= operand;
    }

    private (long[] Steps, long Size) Of(NestDraft draft, int dimension) => (draft.Steps[dimension], space.Problem.Dimensions[dimension].Size);

    private static void Set(long[] steps, int from, int to, long step)
    {
        for (var slot = from; slot <= to; slot++) steps[slot] = step;
        for (var slot = from - 1; slot >= 0; slot--) steps[slot] = Math.Max(steps[slot], step);
        for (var slot = to + 1; slot < steps.Length; slot++) steps[slot] = Math.Min(steps[slot], step);
    }
}
