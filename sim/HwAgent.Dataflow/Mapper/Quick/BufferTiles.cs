using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper.Quick;

/// <summary>The best tiles of a product for a buffer, by the traffic of three off-chip loops around it.</summary>
internal sealed class BufferTiles
{
    private const int M = 1, N = 2, K = 3;

    private readonly TensorProblem _problem;
    private readonly TilingHardware _hardware;
    private readonly ArrayUse _use;
    private readonly long _m, _n, _k;
    private readonly long _inputBits, _weightBits, _outputBits, _partialBits, _capacity;
    private readonly bool _keepsInput, _keepsWeight, _keepsOutput, _isInputOutside, _isWeightOutside, _isOutputOutside;
    private readonly int _buffers;
    private readonly double _dramPicojoules, _macPicojoules;
    private readonly MemoryLevel _buffer;

    public BufferTiles(TensorProblem problem, TilingHardware hardware, ArrayUse use)
    {
        (_problem, _hardware, _use) = (problem, hardware, use);
        (_m, _n, _k) = (problem.Dimensions[M].Size, problem.Dimensions[N].Size, problem.Dimensions[K].Size);
        (_inputBits, _weightBits, _outputBits, _partialBits) = (problem.Tensors[0].Bits, problem.Tensors[1].Bits, problem.Tensors[2].Bits, problem.PartialBits);
        _buffer = hardware.Architecture.Levels[hardware.Buffer];
        (_capacity, _buffers) = (_buffer.SizeBits!.Value, _buffer.Buffers);
        (_keepsInput, _keepsWeight, _keepsOutput) = (hardware.BufferKeeps.Has(Operand.Input), hardware.BufferKeeps.Has(Operand.Weight), hardware.BufferKeeps.Has(Operand.Output));
        (_isInputOutside, _isWeightOutside, _isOutputOutside) = (!hardware.Resident.Has(Operand.Input), !hardware.Resident.Has(Operand.Weight), !hardware.Resident.Has(Operand.Output));
        var dram = hardware.Architecture.Levels[hardware.Dram];
        _dramPicojoules = (dram.ReadPicojoulesPerBit + dram.WritePicojoulesPerBit) / 2;
        _macPicojoules = problem.Macs * hardware.Architecture.Compute.Picojoules((int)_inputBits, (int)_weightBits);
    }

    /// <summary>The best few for any of some uses of the array, and with slack as many of the best within it.</summary>
    public static IReadOnlyList<BufferTile> Best(TensorProblem problem, TilingHardware hardware, IReadOnlyList<ArrayUse> uses, CostOrder order, double slack, int most)
    {
        var all = new List<BufferTile>();
        foreach (var use in uses) new BufferTiles(problem, hardware, use).Estimate(all);
        var best = Take(all, order, most);
        if (slack > 0 && best.Count > 0) best.AddRange(Take(all, order.Within(Figures(best[0]), slack), most).Except(best));
        return best;
    }

    private void Estimate(List<BufferTile> all)
    {
        foreach (var m in Lengths(_m, _use.Parallel[M]))
        {
            foreach (var n in Lengths(_n, _use.Parallel[N]))
            {
                var k = Depth(m, n);
                if (k == 0) continue;
                var turns = new LoopTurns(1, Count(_m, m), Count(_n, n), Count(_k, k));
                var array = _use.Traffic(_problem, _use.Innermost switch { M => m, N => n, _ => k });
                var steps = (double)Cuts(_m, m, _use.Parallel[M]) * Cuts(_n, n, _use.Parallel[N]) * Cuts(_k, k, _use.Parallel[K]);
                for (var o = 0; o < 6; o++)
                {
                    if (IsCanonical(TilingMapper.OrderOf(o), turns)) all.Add(Estimate(m, n, k, o, turns, array, steps));
                }
            }
        }
    }

    /// <summary>Loops that do not turn stand innermost, in the order of the dimensions: elsewhere they change nothing.</summary>
    private static bool IsCanonical(ReadOnlySpan<int> order, in LoopTurns turns)
    {
        for (var l = 1; l < 3; l++)
        {
            if (turns[order[l - 1]] == 1 && (turns[order[l]] > 1 || order[l] < order[l - 1])) return false;
        }

        return true;
    }

    private static List<BufferTile> Take(List<BufferTile> all, CostOrder order, int most)
    {
        var best = new List<BufferTile>();
        foreach (var tile in all)
        {
            var place = best.Count;
            while (place > 0 && order.IsBetter(Figures(tile), Figures(best[place - 1]))) place--;
            if (place >= most) continue;
            best.Insert(place, tile);
            if (best.Count > most) best.RemoveAt(most);
        }

        return best;
    }

    private static CostFigures Figures(in BufferTile tile) => new(Math.Floor(tile.Cycles), tile.Picojoules, 0);

    /// <summary>Even cuts into 1, 2, 3, 4, 6, 8, 12, ... tiles, rounded up to what the array takes at a time.</summary>
    private static List<long> Lengths(long size, long granule)
    {
        var lengths = new List<long>();
        for (long power = 1; power <= size; power *= 2)
        {
            Add(power);
            if (power > 1) Add(power + (power / 2));
        }

        return lengths;

        void Add(long tiles)
        {
            var length = Math.Min(size, ((((size + tiles - 1) / tiles) + granule - 1) / granule) * granule);
            if (lengths.Count == 0 || lengths[^1] != length) lengths.Add(length);
        }
    }

    /// <summary>The whole depth where it fits, else the deepest tile that does; 0: none does.</summary>
    private long Depth(long m, long n)
    {
        if (Occupied(m, n, _k) <= _capacity) return _k;
        // Half-made sums cannot leave for a home of finished ones.
        if (!_isOutputOutside) return 0;
        var granule = _use.Parallel[K];
        var perDepth = _buffers * ((_keepsInput ? m * _inputBits : 0) + (_keepsWeight ? n * _weightBits : 0));
        var room = _capacity - (_keepsOutput ? _buffers * m * n * _partialBits : 0);
        if (room <= 0 || perDepth == 0) return 0;
        var deepest = room / perDepth / granule * granule;
        if (deepest <= 0) return 0;
        // As many tiles, evenly.
        var tiles = (_k + deepest - 1) / deepest;
        return Math.Min(deepest, ((((_k + tiles - 1) / tiles) + granule - 1) / granule) * granule);
    }

    private long Occupied(long m, long n, long k) => _buffers * ((_keepsInput ? m * k * _inputBits : 0) + (_keepsWeight ? k * n * _weightBits : 0) + (_keepsOutput ? m * n * _partialBits : 0));

    private BufferTile Estimate(long m, long n, long k, int orderIndex, in LoopTurns turns, in ArrayTraffic array, double steps)
    {
        var order = TilingMapper.OrderOf(orderIndex);
        double reads = 0, writes = 0;
        if (_isInputOutside) reads += (double)_m * _k * _inputBits * Reloads(order, N, turns);
        if (_isWeightOutside) reads += (double)_n * _k * _weightBits * Reloads(order, M, turns);
        if (_isOutputOutside)
        {
            var visits = Reloads(order, K, turns);
            reads += (double)_m * _n * (visits - 1) * _partialBits;
            writes += (double)_m * _n * (((visits - 1) * _partialBits) + _outputBits);
        }

        // Results with a home in the buffer are laid down there.
        var (coming, going) = (reads, _isOutputOutside ? writes : (double)_m * _n * _outputBits);
        var compute = Math.Max(steps, PortCycles(array, coming, going));
        var cycles = Math.Max(compute, (reads + writes) / _hardware.DramRate) + Waits(m, n, k, order, turns, compute / ((double)turns[M] * turns[N] * turns[K]));
        var picojoules = _macPicojoules + ((reads + writes) * _dramPicojoules)
            + ((array.Inputs + array.Weights + array.Sums + going) * _buffer.ReadPicojoulesPerBit) + ((array.Results + coming) * _buffer.WritePicojoulesPerBit);
        return new BufferTile(_use, m, n, k, orderIndex, cycles, picojoules);
    }

    /// <summary>Cycles of the buffer's busiest port.</summary>
    private double PortCycles(in ArrayTraffic array, double coming, double going)
    {
        var most = 0.0;
        foreach (var port in _hardware.BufferPorts)
        {
            var bits = 0.0;
            if ((port.Serves & MemoryPort.Bit(Operand.Input, Transfer.ReadToBelow)) != 0) bits += array.Inputs;
            if ((port.Serves & MemoryPort.Bit(Operand.Weight, Transfer.ReadToBelow)) != 0) bits += array.Weights;
            if ((port.Serves & MemoryPort.Bit(Operand.Output, Transfer.ReadToBelow)) != 0) bits += array.Sums;
            if ((port.Serves & MemoryPort.Bit(Operand.Output, Transfer.WriteFromBelow)) != 0) bits += array.Results;
            // What goes in and out by the other end is small beside these: a port for one operand of it stands for all.
            if ((port.Serves & MemoryPort.Bit(Operand.Input, Transfer.WriteFromAbove)) != 0) bits += coming;
            if ((port.Serves & MemoryPort.Bit(Operand.Output, Transfer.ReadToAbove)) != 0) bits += going;
            most = Math.Max(most, bits / port.BitsPerCycle);
        }

        return most;
    }

    /// <summary>
    /// Cycles in which the array waits although the traffic as a whole would let it work: the first tile, the last results, and the steps whose exchange takes longer
    /// than the work on one tile, as far as they are not waited for anyway.
    /// </summary>
    private double Waits(long m, long n, long k, ReadOnlySpan<int> order, in LoopTurns turns, double work)
    {
        double input = _isInputOutside ? m * k * _inputBits : 0, weight = _isWeightOutside ? n * k * _weightBits : 0;
        double final = _isOutputOutside ? m * n * _outputBits : 0, partial = _isOutputOutside ? 2 * m * n * _partialBits : 0;
        double waits = 0, slack = 0;
        // From the innermost loop out: when one turns, it and all loops inside of it begin anew.
        bool usesM = false, usesN = false, usesK = false;
        var outside = (double)turns[M] * turns[N] * turns[K];
        for (var l = 2; l >= 0; l--)
        {
            var (dimension, count) = (order[l], turns[order[l]]);
            if (count == 1) continue;
            outside /= count;
            usesM |= dimension == M;
            usesN |= dimension == N;
            usesK |= dimension == K;
            var exchange = (usesM || usesK ? input : 0) + (usesN || usesK ? weight : 0);
            // Sums go when their place changes: for good when all of the depth is through.
            if (usesM || usesN) exchange += turns[K] == 1 || usesK ? final : partial;
            var cycles = exchange / _hardware.DramRate;
            if (cycles > work) waits += outside * (count - 1) * (cycles - work);
            else slack += outside * (count - 1) * (work - cycles);
        }

        // What the whole traffic exceeds the work by is in the larger of the two already.
        return (slack > 0 ? waits : 0) + ((input + weight + final) / _hardware.DramRate);
    }

    /// <summary>An operand is loaded again for each turn of the loop that it does not depend on, if a loop that it depends on turns inside of that.</summary>
    private static long Reloads(ReadOnlySpan<int> order, int irrelevant, in LoopTurns turns)
    {
        var isInside = false;
        foreach (var d in order)
        {
            if (d == irrelevant) isInside = true;
            else if (isInside && turns[d] > 1) return turns[irrelevant];
        }

        return 1;
    }

    private static long Count(long size, long tile) => (size + tile - 1) / tile;

    /// <summary>Steps along one dimension: in whole tiles and in the ragged last one.</summary>
    private static long Cuts(long size, long tile, long parallel) => (size / tile * Count(tile, parallel)) + Count(size % tile, parallel);
}
