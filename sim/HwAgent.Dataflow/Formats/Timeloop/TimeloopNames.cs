using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>Which operand a Timeloop data space is. Timeloop tells only outputs apart, so names decide; those of its own exercises and designs are known.</summary>
internal static class TimeloopNames
{
    private static readonly string[][] Known =
    [
        ["Inputs", "Input", "I", "A", "Q", "Activations", "Ifmap"],
        ["Weights", "Weight", "W", "B", "KV", "Filters", "Filter"],
        ["Outputs", "Output", "O", "Z", "C", "Psums", "Ofmap"],
    ];

    public static Operand? Find(string name)
    {
        var index = Array.FindIndex(Known, names => names.Contains(name, StringComparer.OrdinalIgnoreCase));
        return index < 0 ? null : (Operand)index;
    }

    /// <summary>The name that Timeloop's own designs give an operand.</summary>
    public static string Of(Operand operand) => Known[(int)operand][0];

    /// <summary>The operands of a list of data spaces, <c>*</c> for all; every unknown name is reported.</summary>
    public static OperandSet Set(SpecFields fields, string key, TensorProblem? problem = null)
    {
        var set = OperandSet.None;
        foreach (var item in fields.Items(key, "a list of data spaces") ?? [])
        {
            var name = (item as SpecScalar)?.Value ?? "";
            var index = problem is null ? -1 : problem.Tensors.ToList().FindIndex(t => t.Name == name);
            if (name == "*") set = OperandSet.All;
            else if ((index >= 0 ? (Operand)index : Find(name)) is { } operand) set |= operand.Only();
            else fields.Diagnostics.Add(item, "unsupported", $"{fields.PathOf(key)}: {item.Description} is no known data space", "call the data spaces Inputs, Weights and Outputs");
        }

        return set;
    }

    /// <summary>What a dataspace constraint keeps and what it bypasses, with <c>keep_only</c> and <c>bypass_only</c>.</summary>
    public static (OperandSet Keep, OperandSet Bypass) KeepAndBypass(SpecFields? dataspace)
    {
        if (dataspace is null) return (OperandSet.None, OperandSet.None);
        dataspace.Text("type");
        dataspace.Text("target");
        var (keep, bypass) = (Set(dataspace, "keep"), Set(dataspace, "bypass"));
        var (keepOnly, bypassOnly) = (Set(dataspace, "keep_only"), Set(dataspace, "bypass_only"));
        if (dataspace.Has("keep_only")) (keep, bypass) = (keep | keepOnly, bypass | (OperandSet.All & ~keepOnly));
        if (dataspace.Has("bypass_only")) (keep, bypass) = (keep | (OperandSet.All & ~bypassOnly), bypass | bypassOnly);
        if (dataspace.Node("no_coalesce", "a list") is not (null or SpecList { Items.Count: 0 })) dataspace.Report("no_coalesce", "unsupported", "this constraint is not supported", "remove it");
        dataspace.Close();
        if ((keep & bypass) != 0) dataspace.Report(dataspace.Has("bypass") ? "bypass" : "keep", "conflict", "a data space is both kept and bypassed", "name each once");
        return (keep, bypass);
    }

    /// <summary>The operands that something in a node says it keeps, without judging anything.</summary>
    public static OperandSet Kept(SpecNode node, TimeloopConstraintList listed)
    {
        if (node is not SpecMap map) return OperandSet.None;
        var own = FormatDocument.Peek(map, "constraints") is { } constraints ? FormatDocument.Peek(constraints, "dataspace") : null;
        var name = (FormatDocument.Peek(map, "name") as SpecScalar)?.Value;
        var set = KeptBy(own);
        foreach (var fields in name is null ? [] : listed.Of(name)) set |= KeptBy(fields.Map);
        foreach (var inner in (FormatDocument.Peek(map, "nodes") as SpecList)?.Items ?? []) set |= Kept(inner, listed);
        return set;
    }

    private static OperandSet KeptBy(SpecNode? dataspace)
    {
        var set = OperandSet.None;
        foreach (var key in (string[])["keep", "keep_only"])
        {
            var list = dataspace is null ? null : FormatDocument.Peek(dataspace, key) as SpecList;
            foreach (var item in list?.Items.OfType<SpecScalar>() ?? []) set |= item.Value == "*" ? OperandSet.All : Find(item.Value)?.Only() ?? OperandSet.None;
        }

        return set;
    }
}
