using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>Gives a memory level the meshes that stand between it and the next memory, and gathers its constraints.</summary>
internal sealed class TimeloopLevelBuilder(MemoryLevel level, SpecFields? temporal, TimeloopNames names, SpecDiagnostics diagnostics)
{
    private readonly List<TimeloopFanout> _fanouts = [];

    public string Name => level.Name;

    public void Add(TimeloopFanout fanout) => _fanouts.Add(fanout);

    public MemoryLevel Level() => level with { Fanout = [.. _fanouts.SelectMany(Axes)] };

    /// <summary>The constraint on the level's loops; null when there is none.</summary>
    public LevelConstraint? Constraint()
    {
        var axes = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var fanout in _fanouts)
        {
            if (fanout.OnX is { } x && fanout.SizeX > 1) axes[fanout.AxisX] = x;
            if (fanout.OnY is { } y && fanout.SizeY > 1) axes[fanout.AxisY] = y;
        }

        var exact = Combine("=", axes);
        var largest = Combine("<=", axes);
        var factors = new Dictionary<string, long>(StringComparer.Ordinal);
        var most = new Dictionary<string, long>(StringComparer.Ordinal);
        IReadOnlyList<string> permutation = [];
        if (temporal is not null)
        {
            temporal.Text("type");
            temporal.Text("target");
            if (names.Set(temporal, "no_reuse") != OperandSet.None) temporal.Report("no_reuse", "unsupported", "this constraint is not supported", "remove it: tiles that stay are not loaded again here");
            permutation = TimeloopFactors.Permutation(temporal, "permutation") ?? [];
            foreach (var factor in TimeloopLimits.Read(temporal, names)) (factor.Relation == "=" ? factors : most)[factor.Dimension] = factor.Bound;
            temporal.Close();
        }

        if (exact.Count + largest.Count + axes.Count + factors.Count + most.Count + permutation.Count == 0) return null;
        return new LevelConstraint(level.Name)
        {
            TemporalFactors = factors,
            LargestTemporalFactors = most,
            Permutation = permutation,
            AxisDimensions = axes,
            SpatialFactors = exact,
            LargestSpatialFactors = largest,
        };
    }

    private static IEnumerable<SpatialAxis> Axes(TimeloopFanout fanout)
    {
        var multicast = (OperandSet.Input | OperandSet.Weight) & ~fanout.NoReuse;
        var reduces = !fanout.NoReuse.Has(Operand.Output);
        if (fanout.SizeX > 1) yield return new SpatialAxis(fanout.AxisX, fanout.SizeX, multicast, reduces);
        if (fanout.SizeY > 1) yield return new SpatialAxis(fanout.AxisY, fanout.SizeY, multicast, reduces);
    }

    /// <summary>
    /// The factors of one relation over all meshes of the level. With several meshes between two memories, a factor of each multiplies; a factor 1 in one
    /// of them keeps the dimension off its axes, which can be said where what its axes may have is listed, or the problem known.
    /// </summary>
    private Dictionary<string, long> Combine(string relation, Dictionary<string, IReadOnlyList<string>> axes)
    {
        var combined = new Dictionary<string, long>(StringComparer.Ordinal);
        string[] dimensions = [.. names.Problems.SelectMany(p => p.Dimensions).Select(d => d.Name).Distinct()];
        var all = _fanouts.SelectMany(f => f.Factors.Where(x => x.Relation == relation).Select(x => (Fanout: f, Factor: x))).ToList();
        foreach (var group in all.GroupBy(x => x.Factor.Dimension, StringComparer.Ordinal))
        {
            if (group.Count() == _fanouts.Count)
            {
                combined[group.Key] = group.Aggregate(1L, (product, x) => checked(product * Math.Min(x.Factor.Bound, 1 << 20)));
                continue;
            }

            foreach (var (fanout, factor) in group)
            {
                string[] own = [.. Axes(fanout).Select(a => a.Name).Where(a => axes.ContainsKey(a) || dimensions.Length > 0)];
                if (factor.Bound != 1 || own.Length == 0)
                    diagnostics.Add(factor.At, "unsupported", $"{fanout.Name}: {factor.At.Description} on one of several arrays between two memories is not supported", "give the factor for each array, or a permutation with split");
                else
                    foreach (var axis in own) axes[axis] = [.. axes.GetValueOrDefault(axis, dimensions).Where(d => d != group.Key)];
            }
        }

        return combined;
    }
}
