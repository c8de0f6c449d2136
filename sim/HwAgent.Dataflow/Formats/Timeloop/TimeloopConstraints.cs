using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>The constraints of one node: those in it, and those that a list beside the architecture aims at it.</summary>
/// <param name="own">The node's <c>constraints</c>; null for none.</param>
/// <param name="listed">Entries of the list that name the node.</param>
/// <param name="diagnostics">Where complaints go.</param>
internal sealed class TimeloopConstraints(SpecFields? own, IReadOnlyList<SpecFields> listed, SpecDiagnostics diagnostics)
{
    /// <summary>Kinds of constraint; older names of a kind follow it.</summary>
    private static readonly string[][] Kinds = [["spatial"], ["temporal"], ["dataspace", "bypass", "datatype"]];

    private static readonly string[] Unsupported = ["max_overbooked_proportion", "utilization"];

    private readonly HashSet<SpecFields> _taken = [];

    /// <summary>The constraint of a kind: <c>spatial</c>, <c>temporal</c> or <c>dataspace</c>; null for none.</summary>
    public SpecFields? Table(string kind)
    {
        var inNode = own?.Table(kind);
        var names = Kinds.First(k => k[0] == kind);
        var inList = listed.Where(l => names.Contains(TypeOf(l))).ToList();
        _taken.UnionWith(inList);
        foreach (var twice in inList.Skip(inNode is null ? 1 : 0))
            diagnostics.Add(twice.Map, "conflict", $"{twice.PathOf("target")}: there is a {kind} constraint on this node already", "put both into one");
        return inNode ?? inList.FirstOrDefault();
    }

    /// <summary>Names what nobody asked for.</summary>
    public void Close()
    {
        foreach (var key in Unsupported.Where(k => own?.Node(k, "nothing") is not null)) own!.Report(key, "unsupported", "this constraint is not supported", "remove it: memories are filled to their size, and no further");
        own?.Close();
        foreach (var left in listed.Where(l => !_taken.Contains(l)))
            diagnostics.Add(left.Map, "unsupported", $"{left.PathOf("type")}: a constraint of type '{TypeOf(left)}' is not supported on this node", "give temporal and dataspace for memories, spatial for nodes with a mesh");
    }

    private static string? TypeOf(SpecFields fields) => (FormatDocument.Peek(fields.Map, "type") as SpecScalar)?.Value;
}
