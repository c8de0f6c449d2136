using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Search;

/// <summary>Every mapping of one product that runs on given hardware, buffers included, in boxes.</summary>
internal sealed class MappingSpace
{
    private const int HalfWord = 65535;
    private const int Byte = 255;

    private readonly BufferNeeds _buffers;
    private readonly SramRates _rates;

    public MappingSpace(AcceleratorParameters hardware, GemmTask task, MemoryTiming memory, TechnologyNode technology)
    {
        Hardware = hardware;
        Task = task;
        Memory = memory;
        Technology = technology;
        _rates = SramRates.Of(hardware, technology);
        _buffers = BufferNeeds.From(hardware);
        Tiles = Ceil(task.Shape.N, hardware.Columns);
        Granules = Ceil(task.Shape.K, hardware.DepthGranule);
    }

    public AcceleratorParameters Hardware { get; }

    public GemmTask Task { get; }

    public MemoryTiming Memory { get; }

    public TechnologyNode Technology { get; }

    /// <summary>For memories that are to be divided: they are no larger than those of the hardware, and at least these. Null where they are as they are.</summary>
    public BufferNeeds? Least { get; init; }

    /// <summary>Goes with <see cref="Least"/>.</summary>
    public SramRateTable? Rates { get; init; }

    /// <summary>Cycles of mappings that were walked before, on these or on other buffers: they do not depend on them.</summary>
    public Dictionary<GemmMapping, long> Walked { get; init; } = [];

    /// <summary>Column tiles of the product.</summary>
    public int Tiles { get; }

    /// <summary>Depth granules of the product, the last one perhaps not full.</summary>
    public int Granules { get; }

    /// <summary>Whether no mapping runs.</summary>
    public bool IsEmpty => Roots().All(root => Shrink(root) is null);

    /// <summary>
    /// Boxes that hold every mapping that runs, and others. In each, whatever is no larger than a mapping that runs does so too: partial sums, which only
    /// mappings that cut K have (on an output-stationary array), are all or none.
    /// </summary>
    public IEnumerable<MappingBox> Roots()
    {
        var rows = Task.Shape.M;
        foreach (var order in Enum.GetValues<BlockOrder>())
        {
            // With one row of blocks or one column of blocks both orders are the same walk.
            var (mostRows, mostTiles) = order == BlockOrder.RowsOuter ? (rows, Tiles) : (rows - 1, Tiles - 1);
            if (mostRows < 1 || mostTiles < 1) continue;
            if (Granules > 1) yield return new MappingBox(order, 1, mostRows, 1, mostTiles, 1, Granules - 1);
            yield return new MappingBox(order, 1, mostRows, 1, mostTiles, Granules, Granules);
        }
    }

    /// <summary>The smallest box with all mappings of <paramref name="box"/> that run; null when there are none.</summary>
    public MappingBox? Shrink(in MappingBox box)
    {
        var (r, t, g) = (box.FewestRows, box.FewestTiles, box.FewestGranules);
        if (!Runs(r, t, g)) return null;
        return box with
        {
            MostRows = Most(r, box.MostRows, x => Runs(x, t, g)),
            MostTiles = Most(t, box.MostTiles, x => Runs(r, x, g)),
            MostGranules = Most(g, box.MostGranules, x => Runs(r, t, x)),
        };
    }

    /// <summary>Whether a mapping fits the buffers and the fields of the instructions (<see cref="MappingValidation"/>).</summary>
    public bool Runs(int rows, int tiles, int granules)
    {
        var g = new BlockGeometry(Hardware, Task, Mapping(BlockOrder.RowsOuter, rows, tiles, granules));
        return BufferNeeds.Of(Hardware, g).FitsIn(_buffers)
            && g.RowsOf(0) <= HalfWord && g.DepthOf(0) <= HalfWord && g.ColumnTilesOf(0) <= Byte && g.ActivationRowBeats(0) <= HalfWord
            && (long)g.WeightWords(0, 0) * Hardware.WeightWordBeats <= HalfWord && (long)g.ColumnTilesOf(0) * g.OutputTileBeats <= HalfWord;
    }

    /// <summary>Energy of the memories where blocks are no smaller than these: of the hardware's, or of any that hold them.</summary>
    public SramRates RatesOf(in BlockGeometry g) => Least is { } least ? Rates!.AtMost(Hardware, least.Join(BufferNeeds.Of(Hardware, g))) : _rates;

    public GemmMapping Mapping(BlockOrder order, int rows, int tiles, int granules) =>
        new(rows, tiles * Hardware.Columns, (int)Math.Min(Task.Shape.K, (long)granules * Hardware.DepthGranule), order);

    /// <summary>The largest value for which a condition that holds for <paramref name="low"/>, and once it fails goes on failing, holds.</summary>
    private static int Most(int low, int high, Func<int, bool> holds)
    {
        while (low < high)
        {
            var middle = low + (high - low + 1) / 2;
            if (holds(middle)) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    private static int Ceil(int value, int divisor) => (value + divisor - 1) / divisor;
}
