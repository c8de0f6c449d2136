using HwAgent.Dataflow.Architectures;

namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// The extents that the chains of one dimension hand from loop to loop, in cells: for each level what its loops in time take in and leave, and how many instances make
/// which of the one from which of the next. What is known of a cell holds for each chain that goes through it.
/// </summary>
internal sealed class ExtentCells
{
    private readonly long[] _uppers;
    private readonly long[] _lowers;
    private readonly Dictionary<(int Level, int Next, long Instances), (int From, int To)> _left = [];
    private readonly Dictionary<(int Level, long Least, long Most), (int Next, int From, int To)[]> _ranges = [];
    private readonly bool[][] _incoming;

    /// <summary>Gathers what chains do.</summary>
    /// <param name="size">Of the dimension.</param>
    /// <param name="chains">Of the dimension; empty for a product that lacks it.</param>
    /// <param name="slots">Places of loops.</param>
    /// <param name="architecture">The hardware.</param>
    /// <param name="most">Cells at most; further extents share cells with their neighbours.</param>
    public ExtentCells(long size, IReadOnlyList<StepChain> chains, LoopSlots slots, Architecture architecture, int most)
    {
        var levels = slots.Levels;
        Size = size;
        if (chains.Count == 0) chains = [new StepChain(1, [.. slots.All.Select(_ => 1L)])];
        (_lowers, _uppers) = Cells([.. chains.SelectMany(c => Enumerable.Range(0, levels).SelectMany(l => (long[])[c.Incoming(slots.Start(l)), c.Steps[slots.Start(l)]])).Append(1).Distinct().Order()], most);
        _incoming = [.. Enumerable.Range(0, levels).Select(_ => new bool[Count])];
        (Moving, MovingInside) = (Ones(), Ones());
        Counts = [.. Enumerable.Range(0, levels).Select(_ => new List<int[]>())];
        foreach (var chain in chains)
        {
            for (var level = 0; level < levels; level++)
            {
                var slot = slots.Start(level);
                var (incoming, left) = (Cell(chain.Incoming(slot)), Cell(chain.Steps[slot]));
                _incoming[level][incoming] = true;
                if (chain.Count(slot) > 1)
                {
                    var share = Share(chain, slot);
                    Moving[level][incoming] = Math.Min(Moving[level][incoming], share);
                    MovingInside[level][left] = Math.Min(MovingInside[level][left], share);
                }

                var key = (level, level + 1 < levels ? Cell(chain.Incoming(slots.Start(level + 1))) : 0, InstancesOf(chain, level));
                var (from, to) = _left.GetValueOrDefault(key, (left, left));
                _left[key] = (Math.Min(from, left), Math.Max(to, left));
            }
        }

        double[][] Ones() => [.. Enumerable.Range(0, levels).Select(_ => Enumerable.Repeat(1.0, Count).ToArray())];

        long InstancesOf(in StepChain chain, int level)
        {
            var counts = new int[architecture.Levels[level].Fanout.Count];
            Array.Fill(counts, 1);
            for (var slot = slots.Start(level) + 1; slot < slots.Start(level + 1); slot++) counts[slots.All[slot].Axis] *= (int)chain.Count(slot);
            if (!Counts[level].Any(c => c.AsSpan().SequenceEqual(counts))) Counts[level].Add(counts);
            return counts.Aggregate(1L, (product, c) => product * c);
        }
    }

    /// <summary>Of the dimension.</summary>
    public long Size { get; }

    /// <summary>Number of cells.</summary>
    public int Count => _uppers.Length;

    /// <summary>By level: the numbers of instances along its axes that chains have.</summary>
    public List<int[]>[] Counts { get; }

    /// <summary>By level and cell of what comes in: the least part of the dimension that a loop in time cuts, where it cuts at all; the rest are last pieces too small to be cut.</summary>
    public double[][] Moving { get; }

    /// <summary>The same by cell of what the loop leaves.</summary>
    public double[][] MovingInside { get; }

    /// <summary>The smallest extent of a cell.</summary>
    public long Lower(int cell) => _lowers[cell];

    /// <summary>The largest extent of a cell.</summary>
    public long Upper(int cell) => _uppers[cell];

    /// <summary>Whether any chain hands an extent of the cell to the level.</summary>
    public bool ComesIn(int level, int cell) => _incoming[level][cell];

    /// <summary>What may come in at the next level, or one for the multipliers, and for each the cells of what a level's loop in time may leave.</summary>
    /// <param name="level">The level.</param>
    /// <param name="instances">What is left is dealt to.</param>
    public (int Next, int From, int To)[] Left(int level, InstanceRange instances)
    {
        if (_ranges.TryGetValue((level, instances.Least, instances.Most), out var known)) return known;
        var left = new SortedDictionary<int, (int From, int To)>();
        foreach (var (key, range) in _left)
        {
            if (key.Level != level || key.Instances < instances.Least || key.Instances > instances.Most) continue;
            var (from, to) = left.GetValueOrDefault(key.Next, range);
            left[key.Next] = (Math.Min(from, range.From), Math.Max(to, range.To));
        }

        return _ranges[(level, instances.Least, instances.Most)] = [.. left.Select(l => (l.Key, l.Value.From, l.Value.To))];
    }

    /// <summary>How many pairs of a cell that comes in at the next level and one that is left there are.</summary>
    public long Pairs(int level, InstanceRange instances) => Left(level, instances).Sum(l => l.To - l.From + 1L);

    /// <summary>The part of a dimension whose pieces a loop in time cuts.</summary>
    private static double Share(in StepChain chain, int slot)
    {
        var outside = (1UL << slot) - 1;
        var uncut = chain.Answer(new ChainQuery(ChainQueryKind.Elements, outside | 1UL << slot, outside, 1UL << slot, false));
        return 1 - uncut / chain.Size;
    }

    private int Cell(long extent)
    {
        var cell = Array.BinarySearch(_uppers, extent);
        return cell >= 0 ? cell : ~cell;
    }

    /// <summary>Extents that are nearest to each other by ratio share a cell.</summary>
    private static (long[] Lowers, long[] Uppers) Cells(long[] extents, int most)
    {
        var ratio = 1.0;
        while (true)
        {
            List<long> lowers = [], uppers = [];
            foreach (var extent in extents)
            {
                if (lowers.Count > 0 && extent <= lowers[^1] * ratio) uppers[^1] = extent;
                else
                {
                    lowers.Add(extent);
                    uppers.Add(extent);
                }
            }

            if (lowers.Count <= most) return ([.. lowers], [.. uppers]);
            ratio = Math.Max(1.02, ratio * 1.02);
        }
    }
}
