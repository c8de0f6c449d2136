using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper.Quick;

/// <summary>
/// Cycles and energy of tilings of one product, quickly: the traffic between levels in closed form, which is that of <see cref="Analysis.NestModel"/> but for ragged edges in space, and
/// the exchanges of tiles at their average size. Not for several threads.
/// </summary>
internal sealed class HierarchyEstimate
{
    private readonly HierarchyHardware _hardware;
    private readonly int _levels;
    private readonly double[] _sizes = new double[3];
    private readonly int[] _bits = new int[3];
    private readonly int _partialBits;
    private readonly double _macPicojoules;
    private readonly long _latency;

    // By level and dimension: pieces that the temporal loops down to a level's make on the path of the first instance, its part of the dimension, and instances in use.
    private readonly double[] _pieces, _share, _used;

    // What these were computed for.
    private readonly long[] _tiles;
    private long[]? _parallel;

    // By level and operand: cycles in which a tile comes in and in which it goes out, and whether the level's sums are not final.
    private readonly double[] _loads, _stores;
    private readonly bool[] _isPartial;
    private readonly double[] _portBits, _stepBits;

    // Tiles that start at zero at the level reached, for each element of the output.
    private double _started;

    public HierarchyEstimate(TensorProblem problem, HierarchyHardware hardware)
    {
        (_hardware, _levels, _partialBits) = (hardware, hardware.Levels, problem.PartialBits);
        for (var i = 0; i < 3; i++) (_sizes[i], _bits[i]) = (problem.Dimensions[i + 1].Size, problem.Tensors[i].Bits);
        _macPicojoules = problem.Macs * hardware.Architecture.Compute.Picojoules(_bits[0], _bits[1]);
        _latency = hardware.Architecture.Levels.Sum(l => (long)l.LatencyCycles);
        (_pieces, _share, _used) = (new double[_levels * 3], new double[(_levels + 1) * 3], new double[_levels * 3]);
        _tiles = new long[(_levels + 1) * 3];
        (_loads, _stores, _isPartial) = (new double[_levels * 3], new double[_levels * 3], new bool[_levels]);
        (_portBits, _stepBits) = (new double[hardware.PortRates.Length], new double[hardware.PortRates.Length]);
    }

    /// <summary>Estimate of the last tiling that fits.</summary>
    public double Cycles { get; private set; }

    /// <summary>Estimate of the last tiling that fits.</summary>
    public double Picojoules { get; private set; }

    /// <summary>Whether a tiling fits the memories; estimates its cost if so.</summary>
    /// <param name="tiling">The tiling.</param>
    /// <param name="room">Bits of the shared buffer that it may take; null: all.</param>
    public bool Evaluate(HierarchyTiling tiling, long? room = null)
    {
        for (var d = 0; d < 3; d++) if (IsNew(tiling, d)) Cut(tiling, d);
        _parallel = tiling.Parallel;
        Array.Clear(_portBits);
        Array.Clear(_stepBits);
        Array.Clear(_loads);
        Array.Clear(_stores);
        Array.Clear(_isPartial);
        (Picojoules, _started) = (_macPicojoules, 1);
        for (var o = 0; o < 3; o++)
        {
            var parent = 0;
            for (var l = 1; l <= _levels; l++)
            {
                if (l < _levels && !tiling.Keeps[l].Has((Operand)o)) continue;
                Move(tiling, o, parent, l);
                parent = l;
            }
        }

        if (!Fits(tiling, room)) return false;
        var cycles = Pipeline(tiling);
        for (var p = 0; p < _portBits.Length; p++) cycles = Math.Max(cycles, _portBits[p] / _hardware.PortRates[p]);
        // The first tiles come in and the last ones go out one level after the other.
        for (var i = 0; i < _levels * 3; i++) cycles += i % 3 == 2 ? _stores[i] : _loads[i];
        Cycles = cycles + _latency;
        return true;
    }

    /// <summary>The two dimensions of an operand and the one that it does not use.</summary>
    private static (int A, int B, int Other) DimensionsOf(int operand) => operand switch { 0 => (0, 2, 1), 1 => (1, 2, 0), _ => (0, 1, 2) };

    /// <summary>Whether a dimension is cut in another way than the last time.</summary>
    private bool IsNew(HierarchyTiling tiling, int d)
    {
        if (tiling.Parallel != _parallel) return true;
        for (var i = d; i < _tiles.Length; i += 3) if (tiling.Tiles[i] != _tiles[i]) return true;
        return false;
    }

    private void Cut(HierarchyTiling tiling, int d)
    {
        for (var i = d; i < _tiles.Length; i += 3) _tiles[i] = tiling.Tiles[i];
        Span<long> sizes = stackalloc long[_levels + 2];
        Span<double> counts = stackalloc double[_levels + 2];
        (sizes[0], counts[0]) = (tiling.Tiles[d], 1);
        var kinds = 1;
        _share[d] = 1;
        for (var l = 0; l < _levels; l++)
        {
            long tile = tiling.Tiles[((l + 1) * 3) + d], step = tiling.Step(l, d);
            double whole = 0, pieces = 0, elements = 0;
            var rests = 0;
            for (var i = 0; i < kinds; i++)
            {
                var (size, count) = (sizes[i], counts[i]);
                whole += count * (size / step);
                var rest = Math.Min(size % step, tile);
                if (rest == 0) continue;
                (sizes[rests], counts[rests++]) = (rest, count);
                pieces += count;
                elements += count * rest;
            }

            if (whole > 0)
            {
                var piece = Math.Min(step, tile);
                (sizes[rests], counts[rests++]) = (piece, whole);
                elements += whole * piece;
            }

            kinds = rests;
            _pieces[(l * 3) + d] = pieces + whole;
            _share[((l + 1) * 3) + d] = elements / _sizes[d];
            _used[(l * 3) + d] = (step + tile - 1) / tile;
        }
    }

    /// <summary>One operand on its way between two levels that keep it, or to the multipliers.</summary>
    private void Move(HierarchyTiling tiling, int operand, int parent, int child)
    {
        var (a, b, other) = DimensionsOf(operand);
        var visits = child == _levels ? _pieces[((_levels - 1) * 3) + other] : Visits(tiling, child, a, b, other);
        double outer = 1, inner = 1, apart = 1;
        for (var l = 0; l < parent; l++) outer *= _used[(l * 3) + other];
        for (var l = parent; l < child; l++)
        {
            var used = _used[(l * 3) + other];
            inner *= used;
            if (used > 1) apart *= Math.Min(used, Unmerged(tiling, operand, l, other));
        }

        var all = _sizes[a] * _sizes[b];
        var ofParent = all * _share[(parent * 3) + a] * _share[(parent * 3) + b];
        var ofChild = all * _share[(child * 3) + a] * _share[(child * 3) + b];
        // Tiles that one child takes, how large they are, and those of all children of one parent together.
        var tiles = _pieces[((child - 1) * 3) + a] * _pieces[((child - 1) * 3) + b];
        double tile = ofChild / tiles, together = ofParent / tiles;

        if (operand < 2)
        {
            var bits = _bits[operand];
            Picojoules += all * visits * outer * bits * ((apart * _hardware.ReadPicojoules(parent, operand)) + (child < _levels ? inner * _hardware.WritePicojoules(child, operand) : 0));
            var load = Take(parent, operand, Transfer.ReadToBelow, ofParent * visits * apart * bits, together * apart * bits, child == _levels);
            if (child < _levels) load = Math.Max(load, Take(child, operand, Transfer.WriteFromAbove, ofChild * visits * bits, tile * bits));
            if (child < _levels) _loads[(child * 3) + operand] = load;
            return;
        }

        // A tile starts at zero, or with what one of its instances had before; each later visit adds to what is there. Sums that several instances have a part of are never final.
        var writes = visits * apart;
        var isFinal = outer == 1;
        _isPartial[parent] = writes > 1 || !isFinal;
        double up = (writes * _partialBits) - (isFinal ? _partialBits - _bits[2] : 0), down = (writes - 1) * _partialBits;
        Picojoules += all * ((outer * up * _hardware.WritePicojoules(parent, 2)) + (((outer * writes) - _started) * _partialBits * _hardware.ReadPicojoules(parent, 2)));
        var store = Take(parent, 2, Transfer.WriteFromBelow, ofParent * up, together * up / visits, child == _levels);
        var back = Take(parent, 2, Transfer.ReadToBelow, ofParent * down, together * down / visits, child == _levels);
        if (child == _levels) return;
        double childUp = (visits * _partialBits) - (outer * inner == 1 ? _partialBits - _bits[2] : 0), childDown = (visits - 1) * _partialBits;
        var returned = (outer * visits) - _started;
        Picojoules += all * ((outer * inner * childUp * _hardware.ReadPicojoules(child, 2)) + (returned * _partialBits * _hardware.WritePicojoules(child, 2)));
        _started = (outer * inner * visits) - returned;
        _stores[(child * 3) + 2] = Math.Max(store, Take(child, 2, Transfer.ReadToAbove, ofChild * childUp, tile * childUp / visits));
        _loads[(child * 3) + 2] = Math.Max(back, Take(child, 2, Transfer.WriteFromAbove, ofChild * childDown, tile * childDown / visits));
    }

    /// <summary>Times that each element of an operand comes to a level: an iteration of the dimension that it does not use counts where a loop of its own turns further in.</summary>
    private double Visits(HierarchyTiling tiling, int child, int a, int b, int other)
    {
        for (var l = child - 1; l >= 0; l--)
        {
            var isInside = true;
            var order = TilingMapper.OrderOf(tiling.Orders[l]);
            for (var i = 2; i >= 0; i--)
            {
                var d = order[i] - 1;
                if (d == other) isInside = false;
                else if (Turns(l, d) > 1) return isInside ? _pieces[(l * 3) + other] : l == 0 ? 1 : _pieces[((l - 1) * 3) + other];
            }
        }

        return 1;
    }

    private double Turns(int level, int dimension) => level == 0 ? _pieces[dimension] : _pieces[(level * 3) + dimension] / _pieces[((level - 1) * 3) + dimension];

    /// <summary>Instances along the axes of a level that each take a copy of their own.</summary>
    private double Unmerged(HierarchyTiling tiling, int operand, int level, int dimension)
    {
        var copies = 1.0;
        for (var i = 0; i < _hardware.Axes.Count; i++)
        {
            var axis = _hardware.Axes[i];
            if (axis.Level == level && tiling.Spread[i] == dimension && !axis.Axis.Merges((Operand)operand)) copies *= axis.Axis.Size;
        }

        return copies;
    }

    /// <summary>Charges a port; the cycles that it needs for one tile.</summary>
    private double Take(int level, int operand, Transfer transfer, double bits, double tileBits, bool isStep = false)
    {
        var port = _hardware.Port(level, operand, transfer);
        if (port < 0) return 0;
        _portBits[port] += bits;
        if (isStep) _stepBits[port] += tileBits;
        return tileBits / _hardware.PortRates[port];
    }

    private bool Fits(HierarchyTiling tiling, long? room)
    {
        for (var l = 1; l < _levels; l++)
        {
            if (((l == _hardware.Home ? room : null) ?? _hardware[l].SizeBits) is not { } size) continue;
            double bits = 0, m = tiling.Tiles[l * 3], n = tiling.Tiles[(l * 3) + 1], k = tiling.Tiles[(l * 3) + 2];
            if (tiling.Keeps[l].Has(Operand.Input)) bits += m * k * _bits[0];
            if (tiling.Keeps[l].Has(Operand.Weight)) bits += n * k * _bits[1];
            if (tiling.Keeps[l].Has(Operand.Output)) bits += m * n * (_isPartial[l] ? _partialBits : _bits[2]);
            if (bits * _hardware[l].Buffers > size) return false;
        }

        return true;
    }

    /// <summary>Cycles from the innermost level outwards: each iteration of a level's loops takes as long as the level below works, or as the exchange of what changes hands.</summary>
    private double Pipeline(HierarchyTiling tiling)
    {
        var step = 1.0;
        for (var p = 0; p < _stepBits.Length; p++) step = Math.Max(step, Whole(_stepBits[p] / _hardware.PortRates[p]));
        var work = step * Turns(_levels - 1, 0) * Turns(_levels - 1, 1) * Turns(_levels - 1, 2);
        for (var l = _levels - 2; l >= 0; l--)
        {
            var isDouble = _hardware[l + 1].Buffers > 1;
            var order = TilingMapper.OrderOf(tiling.Orders[l]);
            double cycles = 0;
            var turning = 0;
            for (var i = 2; i >= 0; i--)
            {
                var turns = Turns(l, order[i] - 1);
                if (turns <= 1) continue;
                turning |= 1 << (order[i] - 1);
                var exchange = Exchange(l + 1, turning);
                // Iterations of the loops inside, counted once a turn of this one; the first of them begins with the exchange.
                cycles = (cycles * turns) + ((turns - 1) * (isDouble ? Math.Max(work, exchange) : work + exchange));
            }

            var first = Exchange(l + 1, turning | OuterTurning(l));
            work = cycles + (isDouble ? Math.Max(work, first) : work + first);
        }

        return work;
    }

    private int OuterTurning(int level)
    {
        var turning = 0;
        for (var d = 0; d < 3; d++) if (level > 0 && _pieces[((level - 1) * 3) + d] > 1) turning |= 1 << d;
        return turning;
    }

    /// <summary>Cycles in which a level exchanges the tiles that use any of the dimensions that turn.</summary>
    private double Exchange(int level, int turning)
    {
        double load = 0, store = 0;
        for (var o = 0; o < 3; o++)
        {
            var (a, b, _) = DimensionsOf(o);
            if ((turning >> a & 1) == 0 && (turning >> b & 1) == 0) continue;
            load += _loads[(level * 3) + o];
            store += _stores[(level * 3) + o];
        }

        return Whole(Math.Max(load, store));
    }

    /// <summary>Ports work in whole cycles; what is above one by rounding alone is not another.</summary>
    private static double Whole(double cycles) => Math.Ceiling(cycles - 1e-6);
}
