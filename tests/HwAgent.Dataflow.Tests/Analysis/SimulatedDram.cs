using System.Numerics;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Analysis;

/// <summary>One tensor in a memory whose bursts are walked one by one: which bank and row each is in, what is open there, and what came before. Knows nothing of the closed forms.</summary>
internal sealed class SimulatedDram(TensorProblem problem, Operand operand, DramLayout layout, DramGeometry geometry, int bits)
{
    private readonly Dictionary<string, long> _slots = [];

    /// <summary>Elements of the largest tile: its room is that of all tiles.</summary>
    public long LargestTile { get; init; } = 1;

    public DramTraffic Reads { get; private set; }

    public DramTraffic Writes { get; private set; }

    /// <summary>Of the data bus, without refreshes.</summary>
    public long BusCycles { get; private set; }

    /// <summary>Addresses that were touched; no two elements share one.</summary>
    public Dictionary<long, long> Elements { get; } = [];

    private long BurstBits => 8L * geometry.BurstBytes;

    private long SetBits => 8L * geometry.RowBytes * layout.BanksInTurn;

    /// <summary>One tile, in the order of addresses; rows are closed before it.</summary>
    public void Move(bool isWritten, SimulatedTile box)
    {
        var addresses = (layout.IsTiled ? InTiles(box) : InLines(box)).ToList();
        foreach (var (element, address) in box.Elements().Zip(addresses)) Assert.Equal(element, Elements.TryGetValue(address, out var there) ? there : Elements[address] = element);
        var open = new Dictionary<long, long>();
        long bursts = 0, misses = 0, repeats = 0;
        (long, long)? before = null;
        foreach (var burst in addresses.Select(a => a / BurstBits).Distinct().Order())
        {
            var (bank, row) = Decode(burst);
            bursts++;
            if (!open.TryGetValue(bank, out var there) || there != row) misses++;
            open[bank] = row;
            if (before == (bank, row)) repeats++;
            BusCycles += before == (bank, row) ? geometry.SameRowBurstCycles : geometry.BurstCycles;
            before = (bank, row);
        }

        var moved = new DramTraffic(bursts, misses, repeats);
        if (isWritten) Writes += moved;
        else Reads += moved;
    }

    /// <summary>Banks in turn, columns, the other banks, rows.</summary>
    public (long Bank, long Row) Decode(long burst)
    {
        var (rest, turn) = Math.DivRem(burst, layout.BanksInTurn);
        var (group, row) = (rest / (geometry.RowBytes / geometry.BurstBytes) % (geometry.Banks / layout.BanksInTurn), rest / (geometry.RowBytes / geometry.BurstBytes) / (geometry.Banks / layout.BanksInTurn));
        return (group * layout.BanksInTurn + turn, row);
    }

    /// <summary>In bits: lines along the first dimension, the second across, blocks of whole row sets for the others.</summary>
    private IEnumerable<long> InLines(SimulatedTile box)
    {
        long Size(int place) => place < layout.Order.Count ? problem.Dimensions[layout.Order[place]].Size : 1;
        Assert.Equal(layout.Order.Count, Enumerable.Range(0, problem.Dimensions.Count).Count(d => problem.Tensor(operand).Uses(d) && problem.Dimensions[d].Size > 1));
        var pitch = Pitch(Size(0) * bits, BurstBits);
        var block = (pitch * Size(1) + SetBits - 1) / SetBits * SetBits;
        foreach (var element in box.Elements())
        {
            var at = Enumerable.Range(0, problem.Dimensions.Count).Select(d => element >> 4 * (problem.Dimensions.Count - 1 - d) & 15).ToArray();
            long Index(int place) => place < layout.Order.Count ? at[layout.Order[place]] : 0;
            yield return Index(0) * bits + Index(1) * pitch + (Index(2) + Size(2) * Index(3)) * block;
        }
    }

    /// <summary>Each tile in a slot of its own, wherever it is met first.</summary>
    private IEnumerable<long> InTiles(SimulatedTile box)
    {
        Assert.InRange(box.Count, 1, LargestTile);
        var name = string.Join(' ', box.Box);
        if (!_slots.TryGetValue(name, out var slot)) _slots.Add(name, slot = _slots.Count);
        var start = slot * Pitch(LargestTile * bits, bits);
        return Enumerable.Range(0, (int)box.Count).Select(i => start + i * bits);
    }

    private long Pitch(long length, long least) =>
        length > SetBits ? (length + SetBits - 1) / SetBits * SetBits : Math.Max(least, (long)BitOperations.RoundUpToPowerOf2((ulong)length));
}
