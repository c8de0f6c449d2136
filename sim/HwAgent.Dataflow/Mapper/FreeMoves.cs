using HwAgent.Core.Numerics;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper;

/// <summary>Random small changes of a mapping: loops come, go, move and change places, steps grow and shrink, operands are kept or passed by.</summary>
internal sealed class FreeMoves
{
    private readonly Architecture _architecture;
    private readonly long[] _sizes;
    private readonly int[] _dimensions;
    private readonly (int Level, int Axis)[] _places;
    private readonly (int Level, OperandSet Operand)[] _optional;
    private readonly Dictionary<(int Level, int Dimension), int> _ranks = [];
    private SplitMix64 _random;

    /// <summary>Moves of mappings of a problem to an architecture.</summary>
    public FreeMoves(TensorProblem problem, Architecture architecture, ulong seed)
    {
        (_architecture, _random) = (architecture, new SplitMix64(seed));
        _sizes = [.. problem.Dimensions.Select(d => d.Size)];
        _dimensions = [.. Enumerable.Range(0, _sizes.Length).Where(d => _sizes[d] > 1)];
        _places = [.. architecture.Levels.SelectMany((level, l) => level.Fanout.Select((_, axis) => (l, axis)).Prepend((l, -1)))];
        _optional = [.. architecture.Levels.Skip(1).SelectMany((level, l) => Enum.GetValues<Operand>().Where(o => level.MayKeep.Has(o) && !level.MustKeep.Has(o)).Select(o => (l + 1, o.Only())))];
        foreach (var constraint in architecture.Constraints.Levels)
        {
            var level = architecture.Levels.ToList().FindIndex(l => l.Name == constraint.Level);
            if (constraint.Permutation.Count == 0) continue;
            // What no order is given for stands outside of the rest.
            for (var d = 0; d < _sizes.Length; d++) _ranks[(level, d)] = constraint.Permutation.ToList().IndexOf(problem.Dimensions[d].Name) is >= 0 and var rank ? -rank : int.MinValue;
        }
    }

    /// <summary>A changed mapping, which may not fit; null when the change came to nothing.</summary>
    public FreeNest? Next(FreeNest from)
    {
        if (_dimensions.Length == 0) return null;
        var next = from;
        do next = Change(next);
        while (_random.Next(3) == 0);
        return next.Loops.SequenceEqual(from.Loops) && next.Keeps.SequenceEqual(from.Keeps) ? null : next;
    }

    private FreeNest Change(FreeNest from)
    {
        List<FreeLoop> loops = [.. from.Loops];
        var keeps = from.Keeps;
        switch (_random.Next(_optional.Length == 0 ? 15 : 16))
        {
            case < 4: Resize(loops); break;
            case < 7: Insert(loops, Any(), _places[_random.Next(_places.Length)]); break;
            case < 8: loops.RemoveAt(_random.Next(loops.Count)); break;
            case < 10: Move(loops); break;
            case < 12: Trade(loops); break;
            case < 14: Swap(loops); break;
            case < 15: HandOver(loops); break;
            default:
                var (level, operand) = _optional[_random.Next(_optional.Length)];
                keeps = [.. keeps];
                keeps[level] ^= operand;
                break;
        }

        return FreeNest.Ordered(_ranks.Count == 0 ? loops : loops.OrderBy(l => (l.Place, l.Axis < 0 ? _ranks.GetValueOrDefault((l.Level, l.Dimension)) : 0)), keeps, _sizes);
    }

    private int Any() => _dimensions[_random.Next(_dimensions.Length)];

    /// <summary>Another step: one more or less, one piece of what is inside or one iteration more or less, or any.</summary>
    private void Resize(List<FreeLoop> loops)
    {
        var index = _random.Next(loops.Count);
        var loop = loops[index];
        var incoming = Outer(loops, index, loop.Dimension);
        var inner = loops.Skip(index + 1).Where(l => l.Dimension == loop.Dimension).Select(l => l.Step).FirstOrDefault(1);
        var pieces = (incoming + loop.Step - 1) / loop.Step;
        var step = _random.Next(8) switch
        {
            0 => loop.Step + 1,
            1 => loop.Step - 1,
            2 => loop.Step + inner,
            3 => loop.Step - inner,
            4 => (incoming + pieces) / (pieces + 1),
            5 => (incoming + pieces - 2) / Math.Max(1, pieces - 1),
            6 => (loop.Step + inner - 1) / inner * inner,
            _ => 1 + (long)(_random.NextDouble() * _random.NextDouble() * _sizes[loop.Dimension]),
        };
        Set(loops, index, Math.Clamp(step, 1, _sizes[loop.Dimension]));
    }

    /// <summary>Loops outside have at least the step, those inside at most.</summary>
    private static void Set(List<FreeLoop> loops, int index, long step)
    {
        var dimension = loops[index].Dimension;
        for (var i = 0; i < loops.Count; i++)
        {
            if (loops[i].Dimension == dimension) loops[i] = loops[i] with { Step = i == index ? step : i < index ? Math.Max(loops[i].Step, step) : Math.Min(loops[i].Step, step) };
        }
    }

    private long Outer(List<FreeLoop> loops, int index, int dimension) => loops.Take(index).Where(l => l.Dimension == dimension).Select(l => l.Step).LastOrDefault(_sizes[dimension]);

    /// <summary>A new loop, whose iterations come off the loops inside of it or off those outside.</summary>
    private void Insert(List<FreeLoop> loops, int dimension, (int Level, int Axis) at)
    {
        var place = new FreeLoop(at.Level, at.Axis, dimension, 1);
        int first = loops.TakeWhile(l => l.Place < place.Place).Count(), last = loops.TakeWhile(l => l.Place <= place.Place).Count();
        var index = first + _random.Next(last - first + 1);
        var incoming = Outer(loops, index, dimension);
        var most = at.Axis < 0 ? 8 : _architecture.Levels[at.Level].Fanout[at.Axis].Size;
        long count = _random.Next(4) == 0 ? most : 2 + _random.Next(Math.Max(1, most - 1));
        if (_random.Next(2) == 0)
        {
            loops.Insert(index, place with { Step = Math.Max(1, (incoming + count - 1) / count) });
            Set(loops, index, loops[index].Step);
            return;
        }

        for (var i = 0; i < index; i++)
        {
            if (loops[i].Dimension == dimension) loops[i] = loops[i] with { Step = Math.Min(_sizes[dimension], loops[i].Step * count) };
        }

        loops.Insert(index, place with { Step = incoming });
    }

    /// <summary>A loop goes to another place with its iterations.</summary>
    private void Move(List<FreeLoop> loops)
    {
        var index = _random.Next(loops.Count);
        var loop = loops[index];
        loops.RemoveAt(index);
        var (level, axis) = _places[_random.Next(_places.Length)];
        var to = loop with { Level = level, Axis = axis };
        var first = loops.TakeWhile(l => l.Place < to.Place).Count();
        loops.Insert(first + _random.Next(loops.TakeWhile(l => l.Place <= to.Place).Count() - first + 1), to);
    }

    /// <summary>All tiles inside of a place grow in one dimension and shrink in another.</summary>
    private void Trade(List<FreeLoop> loops)
    {
        int from = _random.Next(loops.Count), to = _random.Next(loops.Count);
        if (from > to) (from, to) = (to, from);
        int grows = Any(), shrinks = Any();
        long factor = _random.Next(4) == 0 ? 3 : 2;
        for (var i = from; i <= to; i++)
        {
            if (loops[i].Dimension == grows) loops[i] = loops[i] with { Step = Math.Min(_sizes[grows], loops[i].Step * factor) };
            else if (loops[i].Dimension == shrinks) loops[i] = loops[i] with { Step = (loops[i].Step + factor - 1) / factor };
        }

        for (var i = from - 1; i >= 0; i--)
        {
            if (loops[i].Dimension == grows) loops[i] = loops[i] with { Step = Math.Max(loops[i].Step, loops.Skip(i + 1).Where(l => l.Dimension == grows).Select(l => l.Step).FirstOrDefault(1)) };
        }

        for (var i = to + 1; i < loops.Count; i++)
        {
            if (loops[i].Dimension == shrinks) loops[i] = loops[i] with { Step = Math.Min(loops[i].Step, Outer(loops, i, shrinks)) };
        }
    }

    /// <summary>Two loops in time of a level change places in the order.</summary>
    private void Swap(List<FreeLoop> loops)
    {
        var index = _random.Next(loops.Count);
        int[] others = [.. Enumerable.Range(0, loops.Count).Where(i => i != index && loops[i].Place == loops[index].Place)];
        if (others.Length == 0) return;
        var other = others[_random.Next(others.Length)];
        (loops[index], loops[other]) = (loops[other], loops[index]);
    }

    /// <summary>A loop's place goes to another dimension.</summary>
    private void HandOver(List<FreeLoop> loops)
    {
        var index = _random.Next(loops.Count);
        var loop = loops[index];
        loops.RemoveAt(index);
        Insert(loops, Any(), (loop.Level, loop.Axis));
    }
}
