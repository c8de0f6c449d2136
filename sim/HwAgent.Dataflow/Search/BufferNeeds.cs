using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Search;

/// <summary>Sizes of the on-chip memories, in the units of <see cref="AcceleratorParameters"/>.</summary>
internal readonly record struct BufferNeeds(int ActivationWords, int WeightWords, int AccumulatorRows, int OutputRows, int ParameterTiles)
{
    /// <summary>Synthesis turns a memory of fewer bits into flip-flops, at several times the area.</summary>
    private const int SmallestMacroBits = 1024;

    /// <summary>The least that is worth having.</summary>
    public static BufferNeeds Smallest(AcceleratorParameters p) => new(
        SmallestMacroBits / 2 / p.BusBits, SmallestMacroBits / 2 / p.BusBits, SmallestMacroBits / 32,
        Math.Max(SmallestMacroBits / p.OutBits, p.Rows), SmallestMacroBits / 128);

    /// <summary>What one mapping needs.</summary>
    public static BufferNeeds Of(AcceleratorParameters p, in BlockGeometry g)
    {
        var block = g.RowsOf(0) * g.ColumnTilesOf(0);
        var hasPartialSums = g.Chunks > 1 || (!p.IsOutputStationary && g.DepthTilesOf(0) > 1);
        return new BufferNeeds(g.ActivationWords(0, 0), g.WeightWords(0, 0), hasPartialSums ? block : 0, block, g.ColumnTilesOf(0));
    }

    /// <summary>Memories that hold both.</summary>
    public BufferNeeds Join(in BufferNeeds other) => new(
        Math.Max(ActivationWords, other.ActivationWords), Math.Max(WeightWords, other.WeightWords), Math.Max(AccumulatorRows, other.AccumulatorRows),
        Math.Max(OutputRows, other.OutputRows), Math.Max(ParameterTiles, other.ParameterTiles));

    public bool FitsIn(in BufferNeeds other) =>
        ActivationWords <= other.ActivationWords && WeightWords <= other.WeightWords && AccumulatorRows <= other.AccumulatorRows
        && OutputRows <= other.OutputRows && ParameterTiles <= other.ParameterTiles;

    public AcceleratorParameters ApplyTo(AcceleratorParameters p) => p with
    {
        ActivationWords = ActivationWords, WeightWords = WeightWords, AccumulatorRows = AccumulatorRows, OutputRows = OutputRows, ParameterTiles = ParameterTiles,
    };

    public static BufferNeeds From(AcceleratorParameters p) => new(p.ActivationWords, p.WeightWords, p.AccumulatorRows, p.OutputRows, p.ParameterTiles);

    public BufferBits Bits(AcceleratorParameters p) => new(
        2L * ActivationWords * p.ActivationBanks * p.BusBits,
        2L * WeightWords * p.WeightWordBeats * p.BusBits,
        (long)p.Columns * (32L * AccumulatorRows + 2L * p.OutBits * OutputRows + 128L * ParameterTiles));

    /// <summary>Bits of one unit of each memory, in the order of <see cref="ToArray"/>.</summary>
    public static long[] UnitBits(AcceleratorParameters p) => [2L * p.ActivationBanks * p.BusBits, 2L * p.WeightWordBeats * p.BusBits, 32L * p.Columns, 2L * p.OutBits * p.Columns, 128L * p.Columns];

    /// <summary>The sizes as a list.</summary>
    public int[] ToArray() => [ActivationWords, WeightWords, AccumulatorRows, OutputRows, ParameterTiles];

    /// <summary>The same sizes but one, by its place in <see cref="ToArray"/>.</summary>
    public BufferNeeds With(int part, int size) => part switch
    {
        0 => this with { ActivationWords = size },
        1 => this with { WeightWords = size },
        2 => this with { AccumulatorRows = size },
        3 => this with { OutputRows = size },
        _ => this with { ParameterTiles = size },
    };

    /// <summary>Sizes no larger than these, and each no larger than what <paramref name="memoryBits"/> leave when all others are at least <paramref name="low"/>.</summary>
    public BufferNeeds Within(long memoryBits, in BufferNeeds low, AcceleratorParameters p)
    {
        var (units, lows, highs) = (UnitBits(p), low.ToArray(), ToArray());
        var left = memoryBits - low.Bits(p).Total;
        var within = this;
        for (var i = 0; i < units.Length; i++) within = within.With(i, (int)Math.Min(highs[i], lows[i] + left / units[i]));
        return within;
    }
}
