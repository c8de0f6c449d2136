using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Search;

/// <summary>Every mapping of a product worth looking at on one array, with its bounds.</summary>
internal sealed class MappingCandidates
{
    private readonly AcceleratorParameters _hardware;
    private readonly GemmTask _task;
    private readonly MemoryTiming _memory;
    private readonly TechnologyNode _technology;
    private readonly SramRateTable _rates;
    private readonly BufferNeeds _smallest;
    private readonly BufferNeeds _largest;
    private readonly long _memoryBits;
    private readonly List<MappingCandidate> _found = [];

    private MappingCandidates(AcceleratorParameters hardware, GemmTask task, MemoryTiming memory, TechnologyNode technology, SramRateTable rates, BufferNeeds smallest, BufferNeeds largest, long memoryBits)
    {
        _hardware = hardware;
        _task = task;
        _memory = memory;
        _technology = technology;
        _rates = rates;
        _smallest = smallest;
        _largest = largest;
        _memoryBits = memoryBits;
    }

    public MappingCandidate[] ToArray() => [.. _found];

    /// <summary>Mappings left out because they need more bits than <c>memoryBits</c>.</summary>
    public long OverMemory { get; private set; }

    /// <summary>Mappings left out because a buffer cannot be that large.</summary>
    public long OverCapacity { get; private set; }

    /// <summary>The largest buffers that the templates allow.</summary>
    public static BufferNeeds TemplateLimits { get; } = new(16384, 16384, 16384, 16384, 255);

    /// <summary>Candidates with buffers from <paramref name="smallest"/> to <paramref name="largest"/> and <paramref name="memoryBits"/> bits (the table's excluded).</summary>
    public static MappingCandidates Of(AcceleratorParameters hardware, GemmTask task, MemoryTiming memory, TechnologyNode technology, SramRateTable rates, BufferNeeds smallest, BufferNeeds largest, long memoryBits, bool isFine)
    {
        var made = new MappingCandidates(hardware, task, memory, technology, rates, smallest, largest, memoryBits);
        made.Enumerate(isFine);
        return made;
    }

    private void Enumerate(bool isFine)
    {
        var (m, n, k) = _task.Shape;
        // Rows of an output-stationary array work in parallel, so its blocks are whole row tiles; a weight-stationary array streams rows one by one.
        var rowUnit = _hardware.IsOutputStationary ? _hardware.Rows : 1;
        var depthUnit = _hardware.DepthGranule;
        foreach (var rowUnits in BlockSizes.Balanced(Ceil(m, rowUnit), 65535 / rowUnit, isFine))
        {
            foreach (var columnTiles in BlockSizes.Balanced(Ceil(n, _hardware.Columns), 255, isFine))
            {
                foreach (var depthUnits in BlockSizes.Balanced(Ceil(k, depthUnit), 65535 / depthUnit, isFine))
                {
                    var mapping = new GemmMapping(Math.Min(m, rowUnits * rowUnit), columnTiles * _hardware.Columns, Math.Min(k, depthUnits * depthUnit), BlockOrder.RowsOuter);
                    if (!Add(mapping)) continue;
                    // With one row of blocks or one column of blocks both orders are the same walk.
                    if (mapping.BlockRows < m && mapping.BlockColumns < n) Add(mapping with { Order = BlockOrder.ColumnsOuter });
                }
            }
        }
    }

    private bool Add(GemmMapping mapping)
    {
        var g = new BlockGeometry(_hardware, _task, mapping);
        var needs = _smallest.Join(BufferNeeds.Of(_hardware, g));
        // A LOAD counts its beats in 16 bits.
        if (!needs.FitsIn(_largest) || g.WeightWords(0, 0) * (long)_hardware.WeightWordBeats > 65535)
        {
            OverCapacity++;
            return false;
        }

        var bits = needs.Bits(_hardware);
        if (bits.Total > _memoryBits)
        {
            OverMemory++;
            return false;
        }

        var totals = WalkTotals.Of(g, _hardware, _task, mapping);
        _found.Add(new MappingCandidate
        {
            Mapping = mapping,
            CyclesBound = CycleBound.Of(g, _hardware, _task, mapping, _memory, totals),
            EnergyBound = EnergyCounts.Of(_hardware, _task, totals, _technology).At(_rates.AtMost(_hardware, needs)),
            Needs = needs,
            Bits = bits,
        });
        return true;
    }

    private static int Ceil(int value, int divisor) => (value + divisor - 1) / divisor;
}
