using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Search;

/// <summary>
/// The best mapping of a product on given hardware, by branch and bound over boxes of block sizes (Land, Doig 1960): the box with the least bound is halved,
/// mappings of small boxes are bounded one by one, and the mapping with the least bound is walked. Nothing is left out but what cannot be better, so
/// when the least bound left is not below the best walk, that is the optimum of the exact cycle model.
/// </summary>
internal sealed class MappingSearch
{
    /// <summary>Boxes of fewer mappings are taken apart at once: a bound of one mapping costs as much as that of a box.</summary>
    private const int FewMappings = 12;

    private readonly MappingSpace _space;
    private readonly Preference _preference;
    private readonly PriorityQueue<MappingBox, (double Value, double Other, long Turn)> _open = new();
    private long _boxes, _walks;
    private (GemmMapping Mapping, long Cycles, double Energy)? _best;
    private (double Value, double Other) _bestKey = (double.PositiveInfinity, double.PositiveInfinity);

    private MappingSearch(MappingSpace space, Preference preference)
    {
        _space = space;
        _preference = preference;
    }

    /// <summary>The mapping with the least weighted sum of exact cycles and energy; of equal ones that with less of what the weights leave out.</summary>
    /// <param name="space">Product, hardware and memory.</param>
    /// <param name="preference">The weights.</param>
    /// <param name="effort">Where to stop.</param>
    /// <param name="known">A mapping that runs, to start from; null for none.</param>
    /// <returns>Null when no mapping runs.</returns>
    public static MappingOptimum? Run(MappingSpace space, Preference preference, MappingEffort effort, GemmMapping? known = null)
    {
        var search = new MappingSearch(space, preference);
        if (known is not null) search.Walk(known);
        foreach (var root in space.Roots()) search.Open(root);
        while (search.Step(effort)) { }
        return search.Result();
    }

    /// <summary>The mapping with the least bound, not walked, or one of the set that has it after so many sets: no mapping that runs on the hardware has less than that. Null when none runs.</summary>
    public static MappingRelaxation? Relax(MappingSpace space, Preference preference, long mostBoxes = long.MaxValue)
    {
        var search = new MappingSearch(space, preference);
        foreach (var root in space.Roots()) search.Open(root);
        while (search._open.TryDequeue(out var box, out var key))
        {
            if (box.Count == 1 || search._boxes >= mostBoxes) return new MappingRelaxation(space.Mapping(box.Order, box.FewestRows, box.FewestTiles, box.FewestGranules), key.Value, search._boxes);
            search.Divide(box);
        }

        return null;
    }

    private bool Step(MappingEffort effort)
    {
        if (!_open.TryPeek(out var box, out var key) || (key.Value, key.Other).CompareTo(_bestKey) >= 0) return false;
        // Without a best nothing could be returned.
        if (_best is not null && (_boxes >= effort.Boxes || _walks >= effort.Walks || (effort.Tolerance > 0 && key.Value >= _bestKey.Value * (1 - effort.Tolerance)))) return false;
        _open.Dequeue();
        if (box.Count == 1) Walk(_space.Mapping(box.Order, box.FewestRows, box.FewestTiles, box.FewestGranules));
        else Divide(box);
        return true;
    }

    private void Divide(in MappingBox box)
    {
        if (box.Count <= FewMappings)
        {
            for (var rows = box.FewestRows; rows <= box.MostRows; rows++)
            {
                for (var tiles = box.FewestTiles; tiles <= box.MostTiles; tiles++)
                {
                    for (var granules = box.FewestGranules; granules <= box.MostGranules; granules++)
                    {
                        if (_space.Runs(rows, tiles, granules)) Enter(new MappingBox(box.Order, rows, rows, tiles, tiles, granules, granules));
                    }
                }
            }
        }
        else
        {
            var (small, large) = box.Split();
            Open(small);
            Open(large);
        }
    }

    private void Open(in MappingBox box)
    {
        if (_space.Shrink(box) is { } shrunk) Enter(shrunk);
    }

    private void Enter(in MappingBox box)
    {
        var bound = box.Count == 1 ? Leaf(box) : MappingBoxBound.Of(_space, box);
        var key = Key(bound.LatencyCycles, bound.EnergyPicojoules);
        if (key.CompareTo(_bestKey) < 0) _open.Enqueue(box, (key.Value, key.Other, _boxes));
        _boxes++;
    }

    private CostBound Leaf(in MappingBox box)
    {
        var mapping = _space.Mapping(box.Order, box.FewestRows, box.FewestTiles, box.FewestGranules);
        var (p, task) = (_space.Hardware, _space.Task);
        var g = new BlockGeometry(p, task, mapping);
        var totals = WalkTotals.Of(g, p, task, mapping);
        var cycles = _space.Walked.TryGetValue(mapping, out var known) ? known : CycleBound.Of(g, p, task, mapping, _space.Memory, totals);
        return new CostBound(cycles, EnergyCounts.Of(p, task, totals, _space.Technology).At(_space.RatesOf(g)));
    }

    private void Walk(GemmMapping mapping)
    {
        if (!_space.Walked.TryGetValue(mapping, out var cycles))
        {
            _walks++;
            _space.Walked[mapping] = cycles = CostModel.Cycles(_space.Hardware, _space.Task, mapping, _space.Memory);
        }

        var g = new BlockGeometry(_space.Hardware, _space.Task, mapping);
        var energy = EnergyCounts.Of(_space.Hardware, _space.Task, WalkTotals.Of(g, _space.Hardware, _space.Task, mapping), _space.Technology).At(_space.RatesOf(g));
        var key = Key(cycles, energy);
        if (key.CompareTo(_bestKey) >= 0) return;
        (_best, _bestKey) = ((mapping, cycles, energy), key);
    }

    private (double Value, double Other) Key(double cycles, double energy) =>
        (_preference.Of(cycles, energy), _preference.CyclesWeight > 0 ? _preference.EnergyWeight > 0 ? 0 : energy : cycles);

    private MappingOptimum? Result()
    {
        if (_best is not var (mapping, cycles, energy)) return null;
        var isOptimal = !_open.TryPeek(out _, out var left) || (left.Value, left.Other).CompareTo(_bestKey) >= 0;
        return new MappingOptimum(mapping, cycles, energy, _bestKey.Value, isOptimal ? _bestKey.Value : Math.Min(left.Value, _bestKey.Value), _boxes, _walks) { IsOptimal = isOptimal };
    }
}
