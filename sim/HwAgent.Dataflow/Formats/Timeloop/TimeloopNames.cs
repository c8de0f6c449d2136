using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>Which operand a Timeloop data space is: one of the problems', else one by the names that Timeloop's own exercises and designs use.</summary>
/// <param name="problems">What is mapped; empty where it is not known.</param>
internal sealed class TimeloopNames(IReadOnlyList<TensorProblem> problems)
{
    private static readonly string[][] Known =
    [
        ["Inputs", "Input", "I", "A", "Q", "Activations", "Ifmap"],
        ["Weights", "Weight", "W", "B", "KV", "Filters", "Filter"],
        ["Outputs", "Output", "O", "Z", "C", "Psums", "Ofmap"],
    ];

    /// <summary>What is mapped; empty where it is not known.</summary>
    public IReadOnlyList<TensorProblem> Problems => problems;

    /// <summary>The operand that goes by a name in Timeloop's own designs: it tells only outputs apart.</summary>
    public static Operand? Usual(string name)
    {
        var index = Array.FindIndex(Known, names => names.Contains(name, StringComparer.OrdinalIgnoreCase));
        return index < 0 ? null : (Operand)index;
    }

    /// <summary>What people call an operand here.</summary>
    public string Of(Operand operand) => problems.Count > 0 ? problems[0].Tensor(operand).Name : Known[(int)operand][0];

    /// <summary>The operands of a list of data spaces, <c>*</c> for all; every unknown name is reported.</summary>
    public OperandSet Set(SpecFields fields, string key)
    {
        var set = OperandSet.None;
        foreach (var item in fields.Items(key, "a list of data spaces") ?? [])
        {
            var name = (item as SpecScalar)?.Value ?? "";
            if (name == "*") set = OperandSet.All;
            else if (Find(name) is { } operand) set |= operand.Only();
            else fields.Diagnostics.Add(item, "unsupported", $"{fields.PathOf(key)}: {item.Description} is no known data space", $"call the data spaces {string.Join(", ", Enum.GetValues<Operand>().Select(Of))}{(problems.Count > 0 ? $" as {problems[0].Name} does" : ", or name a problem that has this one")}");
        }

        return set;
    }

    /// <summary>What a dataspace constraint keeps and what it bypasses, with <c>keep_only</c> and <c>bypass_only</c>.</summary>
    public (OperandSet Keep, OperandSet Bypass) KeepAndBypass(SpecFields? dataspace)
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
    public OperandSet Kept(SpecNode node, TimeloopConstraintList listed)
    {
        if (node is not SpecMap map) return OperandSet.None;
        var own = FormatDocument.Peek(map, "constraints") is { } constraints ? FormatDocument.Peek(constraints, "dataspace") : null;
        var name = (FormatDocument.Peek(map, "name") as SpecScalar)?.Value;
        var set = KeptBy(own);
        foreach (var fields in name is null ? [] : listed.Of(name)) set |= KeptBy(fields.Map);
        foreach (var inner in (FormatDocument.Peek(map, "nodes") as SpecList)?.Items ?? []) set |= Kept(inner, listed);
        return set;
    }

    /// <summary>Several problems must mean the same by a name of their own.</summary>
    private Operand? Find(string name)
    {
        Operand[] own = [.. problems.SelectMany(p => Enum.GetValues<Operand>().Where(o => p.Tensor(o).Name == name)).Distinct()];
        return own.Length == 0 ? Usual(name) : own.Length == 1 ? own[0] : null;
    }

    private OperandSet KeptBy(SpecNode? dataspace)
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
