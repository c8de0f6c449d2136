using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>The mesh of a container or component, and the spatial constraint on it.</summary>
/// <param name="Name">The node.</param>
/// <param name="SizeX"><c>meshX</c>.</param>
/// <param name="SizeY"><c>meshY</c>.</param>
/// <param name="OnX">Dimensions before the split; null when there is no split.</param>
/// <param name="OnY">Dimensions after it; null when there is no split.</param>
/// <param name="Factors">Exact and largest factors.</param>
/// <param name="NoReuse">Data spaces that are neither multicast nor reduced.</param>
/// <param name="At">Where it stands.</param>
internal sealed record TimeloopFanout(
    string Name, int SizeX, int SizeY, IReadOnlyList<string>? OnX, IReadOnlyList<string>? OnY, IReadOnlyList<TimeloopFactor> Factors, OperandSet NoReuse, SpecNode At)
{
    /// <summary>Name of the axis that stands for <c>meshX</c>.</summary>
    public string AxisX => Name + ".X";

    /// <summary>Name of the axis that stands for <c>meshY</c>.</summary>
    public string AxisY => Name + ".Y";

    /// <summary>Reads the mesh and the spatial constraint of a node; null when it has one instance.</summary>
    public static TimeloopFanout? Read(string name, SpecFields node, TimeloopAttributes attributes, TimeloopConstraints constraints, TimeloopNames names)
    {
        var mesh = node.Table("spatial");
        var (x, y) = mesh is null ? (1, 1) : ((int)(attributes.Integer(mesh, "meshX", 1, 1 << 20) ?? 1), (int)(attributes.Integer(mesh, "meshY", 1, 1 << 20) ?? 1));
        mesh?.Close();
        return Constrained(name, x, y, constraints.Table("spatial"), names, node.Map);
    }

    /// <summary>A mesh with the spatial constraint on it; null when it has one instance.</summary>
    public static TimeloopFanout? Constrained(string name, int x, int y, SpecFields? spatial, TimeloopNames names, SpecNode at)
    {
        if (spatial is null) return x * (long)y == 1 ? null : new TimeloopFanout(name, x, y, null, null, [], OperandSet.None, at);

        spatial.Text("type");
        spatial.Text("target");
        var permutation = TimeloopFactors.Permutation(spatial, "permutation");
        var split = spatial.Integer("split", 0, 64);
        var factors = TimeloopLimits.Read(spatial, names);
        var noReuse = names.Set(spatial, "no_reuse") | names.Set(spatial, "no_multicast_no_reduction");
        spatial.Close();
        if (split is { } s && permutation is null && s > 0)
            spatial.Report("split", "missing-key", "a split without a permutation says nothing", "add permutation: the dimensions of X, then those of Y");
        if (x * (long)y == 1) return null;
        return new TimeloopFanout(
            name, x, y, split is { } to ? permutation?.Take(to).ToList() : null, split is { } from ? permutation?.Skip(from).ToList() : null, factors, noReuse, spatial.Map);
    }
}
