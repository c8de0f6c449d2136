using System.Collections.Concurrent;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Mapper.Quick;

/// <summary>
/// A quick mapper for hierarchies of any depth. Each way to spread a product over all axes is improved first, once a shape and power of two of room in the shared buffer. For the few best
/// of them the tiles of the buffer are fitted to the room that it has, and all levels improved again. All by <see cref="HierarchyEstimate"/>; it proves nothing.
/// </summary>
internal sealed class HierarchyMapper(Objective objective, double slack)
{
    /// <summary>Ways to spread a product that are tried, those of them that are improved, and those that are fitted to the room; tilings that are handed out.</summary>
    private const int MostSpreads = 16, MostClimbed = 6, MostFitted = 4, MostTilings = 4;

    /// <summary>Passes over all steps of a climb: to tell what is worth it, and to the end.</summary>
    private const int FewPasses = 3, MostPasses = 12;

    /// <summary>A way that takes so many times the fewest steps is not tried.</summary>
    private const double MostSteps = 1.5;

    /// <summary>Loop orders to begin with: sums stay, inputs, weights, sums again.</summary>
    private static readonly int[] Begin = [0, 1, 3, 0];

    /// <summary>How much the second figure of an objective counts beside the first.</summary>
    private const double Tie = 0.02;

    private readonly ConcurrentDictionary<(string Hardware, string Problem, double Weight), Lazy<IReadOnlyList<HierarchyTiling>>> _improved = new();

    /// <summary>A few good mappings, the best by estimate first; none if none was found.</summary>
    public IReadOnlyList<LoopNest> Map(TensorProblem problem, HierarchyHardware hardware)
    {
        var weight = objective switch { Objective.Latency => Tie, Objective.Energy => 1 / Tie, _ => 1 };
        IEnumerable<LoopNest> nests = Map(problem, hardware, weight);
        if (slack > 0 && objective != Objective.Edp) nests = nests.Concat(Map(problem, hardware, 1));
        return [.. nests];
    }

    private IEnumerable<LoopNest> Map(TensorProblem problem, HierarchyHardware hardware, double weight)
    {
        var key = (hardware.Signature, $"{string.Join(' ', problem.Dimensions)} {string.Join(' ', problem.Tensors)} {problem.PartialBits}", weight);
        var improved = _improved.GetOrAdd(key, _ => new(() => Improved(problem, hardware, weight)));
        var climb = new HierarchyClimb(problem, hardware, weight);
        var found = new List<(HierarchyTiling Tiling, double Figure)>();
        foreach (var sketch in improved.Value)
        {
            if (Fitted(problem, hardware, sketch, climb) is not { } tiling) continue;
            climb.Run(tiling, MostPasses);
            found.Add((tiling, climb.Figure));
        }

        return found.OrderBy(f => f.Figure).Take(MostTilings).Select(f => f.Tiling.Nest());
    }

    /// <summary>The best mappings within the least room of this size, each with another spread.</summary>
    private static List<HierarchyTiling> Improved(TensorProblem problem, HierarchyHardware hardware, double weight)
    {
        var climb = new HierarchyClimb(problem, hardware, weight);
        OperandSet[] everything = [.. Enumerable.Range(0, hardware.Levels).Select(hardware.MayKeep)];
        var found = Spreads(problem, hardware).Select(s => Climbed(s, 0, FewPasses)).OrderBy(f => f.Figure).Take(MostClimbed).ToList();
        for (var i = 0; i < found.Count; i++)
        {
            for (var start = 0; start < Begin.Length; start++)
            {
                var other = Climbed(found[i].Tiling.Spread, start, MostPasses);
                if (other.Figure < found[i].Figure) found[i] = other;
            }
        }

        // Where not even the smallest tiles for all instances fit, one instance is left.
        if (found.TrueForAll(f => double.IsInfinity(f.Figure))) found.Add(Climbed([.. hardware.Axes.Select(_ => -1)], Begin.Length - 1, MostPasses));
        return [.. found.Where(f => !double.IsInfinity(f.Figure)).OrderBy(f => f.Figure).Take(MostFitted).Select(f => f.Tiling)];

        // With sums, inputs or weights that stay, whatever may be kept; the last time with nothing kept that need not be.
        (HierarchyTiling Tiling, double Figure) Climbed(int[] spread, int start, int passes)
        {
            var tiling = new HierarchyTiling(problem, hardware, spread);
            for (var l = 0; l < hardware.Levels; l++)
            {
                tiling.Orders[l] = hardware.Orders[l][Math.Min(hardware.Orders[l].Length - 1, Begin[start])];
                if (start == Begin.Length - 1 && l > hardware.Home) tiling.Keeps[l] = hardware.MustKeep(l);
            }

            if (start == Begin.Length - 1 && tiling.Keeps.SequenceEqual(everything)) return (tiling, double.PositiveInfinity);
            climb.Run(tiling, passes, hardware.Room);
            return (tiling, climb.Figure);
        }
    }

    /// <summary>The dimensions of the axes with the fewest steps of the array.</summary>
    private static IEnumerable<int[]> Spreads(TensorProblem problem, HierarchyHardware hardware)
    {
        List<int[]> all = [[]];
        foreach (var axis in hardware.Axes)
        {
            int[] allowed = [.. axis.Allowed.Where(d => axis.Axis.Size > 1 && problem.Dimensions[d + 1].Size > 1)];
            all = [.. all.SelectMany(s => (allowed.Length == 0 ? [-1] : allowed).Select(d => (int[])[.. s, d]))];
        }

        var ranked = new List<(int[] Spread, double Steps)>();
        foreach (var spread in all)
        {
            var steps = 1.0;
            var tiling = new HierarchyTiling(problem, hardware, spread);
            for (var d = 0; d < 3; d++)
            {
                var parallel = 1L;
                for (var l = 0; l < hardware.Levels; l++) parallel *= tiling.Parallel[(l * 3) + d];
                steps *= (problem.Dimensions[d + 1].Size + parallel - 1) / parallel;
            }

            if (IsCanonical(hardware, spread)) ranked.Add((spread, steps));
        }

        var least = ranked.Min(r => r.Steps);
        return ranked.Where(r => r.Steps <= MostSteps * least).OrderBy(r => r.Steps).Take(MostSpreads).Select(r => r.Spread);
    }

    /// <summary>Of two axes that do the same the first has the first dimension.</summary>
    private static bool IsCanonical(HierarchyHardware hardware, int[] spread)
    {
        for (var a = 1; a < spread.Length; a++)
        {
            var (before, axis) = (hardware.Axes[a - 1], hardware.Axes[a]);
            if (spread[a] < spread[a - 1] && before.Level == axis.Level && before.Axis with { Name = axis.Axis.Name } == axis.Axis && before.Allowed.SequenceEqual(axis.Allowed)) return false;
        }

        return true;
    }

    /// <summary>The best tile of the buffer around a mapping of the levels inside, and the order of the loops outside of it; null: none fits.</summary>
    private static HierarchyTiling? Fitted(TensorProblem problem, HierarchyHardware hardware, HierarchyTiling inner, HierarchyClimb climb)
    {
        var tiling = inner.Rebased(hardware);
        if (hardware.Home == 0) return double.IsInfinity(climb.FigureOf(tiling)) ? null : tiling;
        var best = tiling;
        var least = climb.FigureOf(tiling);
        foreach (var m in Lengths(0))
        {
            foreach (var n in Lengths(1))
            {
                if (Depth(m, n) is not { } k) continue;
                tiling = inner.Rebased(hardware);
                for (var l = 1; l <= hardware.Home; l++) (tiling.Tiles[l * 3], tiling.Tiles[(l * 3) + 1], tiling.Tiles[(l * 3) + 2]) = (m, n, k);
                for (var d = 0; d < 3; d++) tiling.Narrow(hardware.Home, d);
                foreach (var order in hardware.Orders[0])
                {
                    tiling.Orders[0] = order;
                    var figure = climb.FigureOf(tiling);
                    if (!(figure < least)) continue;
                    (best, least) = (tiling.Copy(), figure);
                }
            }
        }

        return double.IsInfinity(least) ? null : best;

        List<long> Lengths(int dimension)
        {
            var size = problem.Dimensions[dimension + 1].Size;
            if (hardware.IsWhole(problem, 0, dimension)) return [size];
            var granule = Math.Min(size, inner.Tiles[((hardware.Home + 1) * 3) + dimension] * inner.Parallel[(hardware.Home * 3) + dimension]);
            var lengths = new List<long>();
            for (long pieces = 1; pieces <= size; pieces *= 2)
            {
                var length = Math.Min(size, (((size + pieces - 1) / pieces) + granule - 1) / granule * granule);
                if (lengths.Count == 0 || lengths[^1] != length) lengths.Add(length);
            }

            return lengths;
        }

        long? Depth(long m, long n)
        {
            var level = hardware[hardware.Home];
            var (size, keeps) = (problem.Dimensions[3].Size, hardware.MayKeep(hardware.Home));
            var perDepth = (keeps.Has(Operand.Input) ? m * problem.Tensors[0].Bits : 0) + (keeps.Has(Operand.Weight) ? n * problem.Tensors[1].Bits : 0);
            var room = (level.SizeBits!.Value / level.Buffers) - (keeps.Has(Operand.Output) ? m * n * problem.PartialBits : 0);
            if (room >= perDepth * size) return size;
            // Finished sums need less room, and whether they are finished the estimate knows.
            if (hardware.IsWhole(problem, 0, 2)) return room + (m * n * (problem.PartialBits - problem.Tensors[2].Bits)) >= perDepth * size ? size : null;
            if (room < perDepth) return null;
            var granule = Math.Min(size, inner.Tiles[((hardware.Home + 1) * 3) + 2] * inner.Parallel[(hardware.Home * 3) + 2]);
            var deepest = room / perDepth;
            if (deepest >= granule) deepest = deepest / granule * granule;
            var pieces = (size + deepest - 1) / deepest;
            var even = (size + pieces - 1) / pieces;
            return Math.Min(deepest, deepest >= granule ? (even + granule - 1) / granule * granule : even);
        }
    }
}
