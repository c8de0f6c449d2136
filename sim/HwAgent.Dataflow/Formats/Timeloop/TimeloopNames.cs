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

    /// <summary>The operands of a list of data spaces; every unknown name is reported.</summary>
    public static OperandSet Set(SpecFields fields, string key, TensorProblem? problem = null)
    {
        var set = OperandSet.None;
        foreach (var item in fields.Items(key, "a list of data spaces") ?? [])
        {
            var name = (item as SpecScalar)?.Value ?? "";
            var index = problem is null ? -1 : problem.Tensors.ToList().FindIndex(t => t.Name == name);
            if ((index >= 0 ? (Operand)index : Find(name)) is { } operand) set |= operand.Only();
            else fields.Diagnostics.Add(item, "unsupported", $"{fields.PathOf(key)}: {item.Description} is no known data space", "call the data spaces Inputs, Weights and Outputs");
        }

        return set;
    }
}
