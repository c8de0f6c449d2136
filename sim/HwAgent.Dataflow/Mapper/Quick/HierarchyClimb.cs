using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper.Quick;

/// <summary>Improves a tiling step by step: larger and smaller tiles, one dimension for another, other loop orders, operands that pass by, until no step helps.</summary>
/// <param name="problem">The product.</param>
/// <param name="hardware">What it runs on.</param>
/// <param name="weight">Of the energy's logarithm beside that of the cycles.</param>
internal sealed class HierarchyClimb(TensorProblem problem, HierarchyHardware hardware, double weight)
{
    private static readonly double[] Factors = [2, 0.5, 1.5, 0.67, double.PositiveInfinity, 0];

    private readonly HierarchyEstimate _estimate = new(problem, hardware);
    private readonly long[] _saved = new long[(hardware.Levels + 1) * 3];
    private readonly bool[] _isWhole = [.. Enumerable.Range(0, hardware.Levels * 3).Select(i => hardware.IsWhole(problem, i / 3, i % 3))];
    private HierarchyTiling _tiling = null!;
    private double _figure;
    private long? _room;

    /// <summary>The least figure that was found for the tiling.</summary>
    public double Figure => _figure;

    /// <summary>What is made small; infinite where a tiling does not fit.</summary>
    public double FigureOf(HierarchyTiling tiling, long? room = null)
    {
        for (var i = 0; i < _isWhole.Length; i++) if (_isWhole[i] && tiling.Step(i / 3, i % 3) < tiling.Tiles[i]) return double.PositiveInfinity;
        return _estimate.Evaluate(tiling, room) ? Math.Log(_estimate.Cycles) + (weight * Math.Log(_estimate.Picojoules)) : double.PositiveInfinity;
    }

    /// <summary>Improves a tiling in place.</summary>
    /// <param name="tiling">What to begin with.</param>
    /// <param name="passes">Over all steps, at most.</param>
    /// <param name="room">Bits of the shared buffer that it may take; null: all.</param>
    public void Run(HierarchyTiling tiling, int passes, long? room = null)
    {
        (_tiling, _room) = (tiling, room);
        _figure = FigureOf(tiling, room);
        for (var pass = 0; pass < passes; pass++)
        {
            var before = _figure;
            for (var l = hardware.Levels - 1; l > 0; l--)
            {
                Resize(l);
                // Small tiles are better passed by: only once they have grown is it known who should stay.
                if (pass > 0) Bypass(l);
                Reorder(l);
            }

            Reorder(0);
            if (pass > 0 && !(_figure < before)) return;
        }
    }

    private void Resize(int level)
    {
        for (var d = 0; d < 3; d++)
        {
            foreach (var factor in Factors)
            {
                Save();
                if (Scale(level, d, factor)) Try();
            }

            for (var e = 0; e < 3; e++)
            {
                if (e == d) continue;
                Save();
                if (Scale(level, e, 0.5) && Scale(level, d, 2)) Try();
                else Restore();
                Save();
                if (e > d && Scale(level, e, 2) && Scale(level, d, 2)) Try();
                else Restore();
            }
        }
    }

    private void Bypass(int level)
    {
        var (kept, must, may) = (_tiling.Keeps[level], hardware.MustKeep(level), hardware.MayKeep(level));
        for (var set = OperandSet.None; set <= OperandSet.All; set++)
        {
            if (set == kept || (set & must) != must || (set & ~may) != 0) continue;
            _tiling.Keeps[level] = set;
            if (IsBetter()) kept = set;
            else _tiling.Keeps[level] = kept;
        }
    }

    private void Reorder(int level)
    {
        var best = _tiling.Orders[level];
        foreach (var order in hardware.Orders[level])
        {
            if (order == best) continue;
            _tiling.Orders[level] = order;
            if (IsBetter()) best = order;
            else _tiling.Orders[level] = best;
        }
    }

    /// <summary>Gives a tile another length, an even cut of what the level outside has and a multiple of what the one inside takes; false: it stays the same.</summary>
    private bool Scale(int level, int dimension, double factor)
    {
        var tiles = _tiling.Tiles;
        var place = (level * 3) + dimension;
        var outer = tiles[dimension];
        var inner = factor < 1 ? 1 : tiles[place + 3];
        var granule = Math.Min(outer, _tiling.Parallel[place] * inner);
        var wanted = Math.Clamp(factor * tiles[place], granule, outer);
        var around = Math.Max(tiles[place - 3], (long)wanted);
        var pieces = (long)Math.Ceiling(around / wanted);
        var length = Math.Min(outer, (((around + pieces - 1) / pieces) + granule - 1) / granule * granule);
        if (length == tiles[place]) return false;
        tiles[place] = length;
        for (var l = level - 1; l > 0; l--) tiles[(l * 3) + dimension] = Math.Max(tiles[(l * 3) + dimension], length);
        _tiling.Narrow(level, dimension);
        return true;
    }

    private void Save() => _tiling.Tiles.CopyTo(_saved, 0);

    private void Restore() => _saved.CopyTo(_tiling.Tiles, 0);

    private void Try()
    {
        if (!IsBetter()) Restore();
    }

    private bool IsBetter()
    {
        var figure = FigureOf(_tiling, _room);
        // Estimates that differ in their last digits are the same.
        if (!(figure < _figure - 1e-9)) return false;
        _figure = figure;
        return true;
    }
}
