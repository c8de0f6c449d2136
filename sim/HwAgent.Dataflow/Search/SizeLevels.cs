using System.Numerics;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Search;

/// <summary>A few sizes that stand for all that mappings ask for: every size belongs to the level of its bin, and a level is the largest size in it.</summary>
internal sealed class SizeLevels
{
    private const int MostLevels = 16;

    /// <summary>Sixteen bins an octave of 64-bit sizes.</summary>
    private const int Bins = 64 * 16;

    private readonly List<long> _sizes = [];
    private readonly byte[] _levelOfBin = new byte[Bins];

    public int Count => _sizes.Count;

    public long this[int level] => _sizes[level];

    public static SizeLevels Of(IReadOnlyList<(GemmTask Task, MappingCandidate[] Candidates)> products, Func<BufferBits, long> part)
    {
        Span<long> largest = stackalloc long[Bins];
        largest.Clear();
        int first = Bins, last = 0;
        foreach (var (_, candidates) in products)
        {
            foreach (ref readonly var c in candidates.AsSpan())
            {
                var size = part(c.Bits);
                var bin = BinOf(size);
                largest[bin] = Math.Max(largest[bin], size);
                first = Math.Min(first, bin);
                last = Math.Max(last, bin);
            }
        }

        // As many neighbouring bins together as it takes.
        var made = new SizeLevels();
        var together = (last - first) / MostLevels + 1;
        for (var start = first; start <= last; start += together)
        {
            var end = Math.Min(start + together, last + 1);
            long most = 0;
            for (var bin = start; bin < end; bin++)
            {
                most = Math.Max(most, largest[bin]);
                made._levelOfBin[bin] = (byte)made._sizes.Count;
            }

            if (most > 0) made._sizes.Add(most);
        }

        return made;
    }

    /// <summary>The level of a size that was there when the levels were made.</summary>
    public int LevelOf(long size) => _levelOfBin[BinOf(size)];

    private static int BinOf(long size)
    {
        var exponent = BitOperations.Log2((ulong)size);
        return exponent * 16 + (int)((exponent >= 4 ? size >> (exponent - 4) : size << (4 - exponent)) & 15);
    }
}
