using HwAgent.Dataflow.Problems;

namespace HwAgent.Evals.Mapper.Rival;

/// <summary>Random mappings.</summary>
internal sealed class RandomDrafts
{
    private readonly DraftSpace _space;
    private readonly RandomChoices _random;
    private readonly long[][] _primes;

    public RandomDrafts(DraftSpace space, RandomChoices random)
    {
        (_space, _random) = (space, random);
        _primes = [.. space.Problem.Dimensions.Select(d => PrimeFactors.Of(d.Size))];
    }

    /// <summary>
    /// As Timeloop's random search draws: every prime factor of every dimension goes to any loop in time or space of any level that the constraints leave free; a random order at
    /// each level; a random choice of what passes by. Most draws do not fit.
    /// </summary>
    public NestDraft Uniform()
    {
        var draft = Empty();
        for (var d = 0; d < _space.Dimensions; d++)
        {
            var counts = new long[_space.Slots.Length];
            Array.Fill(counts, 1);
            var left = _primes[d].ToList();
            var name = _space.Problem.Dimensions[d].Name;
            var open = new List<int>();
            for (var level = 0; level < _space.Levels; level++)
            {
                var start = _space.Start(level);
                if (_space.Constraints[level].TemporalFactors.TryGetValue(name, out var temporal)) Take(left, counts, start, temporal);
                else open.Add(start);
                var axes = Enumerable.Range(start + 2, _space.Architecture.Levels[level].Fanout.Count).Where(s => _space.MostInstances(s, d) > 1).ToList();
                if (!_space.Constraints[level].SpatialFactors.TryGetValue(name, out var spatial)) open.AddRange(axes);
                else if (axes.Count > 0) Take(left, counts, _random.Pick([.. axes]), spatial);
            }

            if (open.Count == 0) open.Add(0);
            foreach (var prime in left) counts[open[_random.Below(open.Count)]] *= prime;
            var step = 1L;
            for (var slot = counts.Length - 1; slot >= 0; slot--)
            {
                draft.Steps[d][slot] = step;
                step *= counts[slot];
            }
        }

        return draft;
    }

    /// <summary>Grown from the multipliers outwards, so that most fit: instances first, then tiles as large as may be or smaller.</summary>
    /// <param name="ragged">Any steps; otherwise exact factors alone.</param>
    /// <returns>Null when the first tile does not fit.</returns>
    public NestDraft? Grown(bool ragged)
    {
        var draft = Empty();
        var extents = new long[_space.Dimensions];
        Array.Fill(extents, 1);
        for (var level = _space.Levels - 1; level >= 0; level--)
        {
            GrowSpatial(draft, level, extents, ragged);
            if (level > 0 && !_space.MayFit(level, draft.Keeps[level], extents)) return null;
            for (var slot = _space.Start(level) + 1; slot >= _space.Start(level); slot--)
            {
                foreach (var d in Dimensions())
                {
                    draft.Steps[d][slot] = extents[d];
                    var isInner = slot > _space.Start(level);
                    if (isInner && !_random.Chance(0.1)) continue;
                    extents[d] = level == 0 && !isInner ? _space.Problem.Dimensions[d].Size : GrowTemporal(draft, level, d, extents, ragged);
                }
            }
        }

        if (ragged && _random.Chance(0.5)) Even(draft);
        return draft;
    }

    /// <summary>Instances below a level for the dimensions; the loops from the inside out.</summary>
    public List<(int Dimension, long Count, int Axis)> GrowSpatial(NestDraft draft, int level, long[] extents, bool ragged)
    {
        var rooms = _space.Architecture.Levels[level].Fanout.Select(a => (long)a.Size).ToArray();
        var isFixed = new bool[_space.Dimensions];
        var loops = new List<(int Dimension, long Count, int Axis)>();
        for (var slot = _space.Start(level + 1) - 1; slot >= _space.Start(level) + 2; slot--)
        {
            ref var room = ref rooms[_space.Slots[slot].Axis];
            foreach (var d in Dimensions())
            {
                draft.Steps[d][slot] = extents[d];
                var size = _space.Problem.Dimensions[d].Size;
                var most = Math.Min(Math.Min(room, _space.MostInstances(slot, d)), (size + extents[d] - 1) / extents[d]);
                if (most <= 1) continue;
                long count;
                if (_space.Constraints[level].SpatialFactors.TryGetValue(_space.Problem.Dimensions[d].Name, out var wanted)) count = isFixed[d] ? 1 : Math.Min(wanted, most);
                else count = _random.Below(10) switch { < 5 => most, < 7 => 1, _ => _random.LogUniform(most) };
                isFixed[d] = true;
                if (!ragged) count = Divisor(size / extents[d], count);
                extents[d] = Math.Min(size, extents[d] * count);
                room /= count;
                if (count > 1) loops.Add((d, count, _space.Slots[slot].Axis));
            }
        }

        return loops;
    }

    /// <summary>A draft without loops, with random orders and a random choice of what is kept.</summary>
    public NestDraft Empty()
    {
        var steps = new long[_space.Dimensions][];
        for (var d = 0; d < steps.Length; d++)
        {
            steps[d] = new long[_space.Slots.Length];
            Array.Fill(steps[d], 1);
        }

        var orders = Enumerable.Range(0, _space.Levels).Select(_ => _random.Shuffle([.. Enumerable.Range(0, 2 * _space.Dimensions)])).ToArray();
        var keeps = _space.Architecture.Levels.Select((l, i) => i == 0 ? OperandSet.All : l.MayKeep & (l.MustKeep | (OperandSet)_random.Below(8))).ToArray();
        return new NestDraft(steps, orders, keeps);
    }

    private long GrowTemporal(NestDraft draft, int level, int d, long[] extents, bool ragged)
    {
        var (size, inner) = (_space.Problem.Dimensions[d].Size, extents[d]);
        var most = (size + inner - 1) / inner;
        var isWanted = _space.Constraints[level].TemporalFactors.TryGetValue(_space.Problem.Dimensions[d].Name, out var wanted);
        var count = isWanted ? Math.Min(wanted, most) : _random.Chance(0.35) ? most : _random.LogUniform(most);
        if (level == 0) return Math.Min(size, inner * (ragged ? count : Divisor(size / inner, count)));
        var room = (long[])extents.Clone();
        long fits = 1, tooMuch = count + 1;
        while (tooMuch - fits > 1)
        {
            var middle = (fits + tooMuch) / 2;
            room[d] = Math.Min(size, inner * middle);
            if (_space.MayFit(level, draft.Keeps[level], room)) fits = middle;
            else tooMuch = middle;
        }

        return Math.Min(size, inner * (ragged ? fits : Divisor(size / inner, fits)));
    }

    /// <summary>Gives every loop's pieces as equal a size as its count allows, from the outside in.</summary>
    private void Even(NestDraft draft)
    {
        for (var d = 0; d < _space.Dimensions; d++)
        {
            var steps = draft.Steps[d];
            var incoming = _space.Problem.Dimensions[d].Size;
            for (var slot = 0; slot < steps.Length - 1; slot++)
            {
                var step = Math.Min(incoming, steps[slot]);
                var count = (incoming + step - 1) / step;
                steps[slot] = incoming = Math.Max((incoming + count - 1) / count, steps[slot + 1]);
            }
        }
    }

    private int[] Dimensions() => _random.Shuffle([.. Enumerable.Range(0, _space.Dimensions)]);

    /// <summary>The largest divisor that is at most as large.</summary>
    private static long Divisor(long number, long most)
    {
        for (var i = Math.Min(most, number); i > 1; i--)
        {
            if (number % i == 0) return i;
        }

        return 1;
    }

    private static void Take(List<long> left, long[] counts, int slot, long wanted)
    {
        foreach (var prime in left.OrderDescending().ToList())
        {
            if (wanted % prime != 0 || wanted < prime) continue;
            left.Remove(prime);
            counts[slot] *= prime;
            wanted /= prime;
        }
    }
}
