using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>Reads a Timeloop problem whose data spaces are products of plain dimensions. Strides, dilations and densities are named as unsupported.</summary>
internal static class TimeloopProblemReading
{
    private const string OnlyPlain = "rewrite the layer as a matrix product: convolutions are not part of this model";

    public static TensorProblem? Read(SpecFields fields, OperandBits bits)
    {
        fields.Require("shape", "a table with dimensions and data_spaces");
        fields.Require("instance", "a table with the size of each dimension");
        fields.Node("version", "0.4");
        var shape = fields.Table("shape");
        var sizes = fields.Counts("instance") ?? [];
        fields.Close();
        if (shape is null) return null;

        shape.Require("dimensions", "a list of names");
        shape.Require("data_spaces", "a list of three tables");
        var name = shape.Name("name") ?? "problem";
        var names = shape.Names("dimensions") ?? [];
        if (shape.Node("coefficients", "nothing") is { } coefficients) shape.Diagnostics.Add(coefficients, "unsupported", "problem.shape.coefficients: strides and dilations are not supported", OnlyPlain);
        var spaces = shape.Tables("data_spaces") ?? [];
        var tensors = ReadTensors(shape, spaces, names, bits);
        shape.Close();
        foreach (var missing in names.Where(n => !sizes.ContainsKey(n) && FormatDocument.Peek(fields.At("instance"), n) is null))
            fields.Report("instance", "missing-key", $"'{missing}' has no size", $"add {missing}: SIZE");
        foreach (var extra in sizes.Keys.Except(names))
            fields.Report("instance", "unsupported", $"'{extra}' is no dimension of the shape", $"remove it; dimensions: {string.Join(", ", names)}");
        if (tensors is null || names.Any(n => !sizes.ContainsKey(n))) return null;
        return ProblemChecks.Check(new TensorProblem(name, [.. names.Select(n => new ProblemDimension(n, sizes[n]))], tensors, bits.Partial), fields.Map, fields.Diagnostics);
    }

    private static ProblemTensor[]? ReadTensors(SpecFields shape, IReadOnlyList<SpecFields> spaces, IReadOnlyList<string> dimensions, OperandBits bits)
    {
        var read = spaces.Select(s => ReadSpace(s, dimensions)).ToList();
        if (read.Count != 3 || read.Count(r => r.IsOutput) != 1)
        {
            shape.Report("data_spaces", "unsupported", $"{read.Count} data spaces, {read.Count(r => r.IsOutput)} of them read_write, are no product of two tensors", "give three, and read_write: True to the output");
            return null;
        }

        var output = read.First(r => r.IsOutput);
        var others = read.Where(r => !r.IsOutput).ToList();
        // Only names can tell activations from weights; where they do not, the first data space is the input.
        if (TimeloopNames.Find(others[0].Name) == Operand.Weight || TimeloopNames.Find(others[1].Name) == Operand.Input) others.Reverse();
        return
        [
            new(others[0].Name, others[0].Mask, bits.Input),
            new(others[1].Name, others[1].Mask, bits.Weight),
            new(output.Name, output.Mask, bits.Output),
        ];
    }

    private static (string Name, int Mask, bool IsOutput) ReadSpace(SpecFields fields, IReadOnlyList<string> dimensions)
    {
        fields.Require("name", "a name");
        fields.Require("projection", "a list such as [[[M]], [[K]]]");
        var name = fields.Name("name") ?? "";
        var mask = 0;
        foreach (var item in fields.Items("projection", "a list such as [[[M]], [[K]]]") ?? [])
        {
            // A coordinate is a sum of products; a plain dimension is a sum of one product of one name.
            if (item is SpecList { Items: [SpecList { Items: [SpecScalar dimension] }] })
            {
                var index = dimensions.ToList().IndexOf(dimension.Value);
                if (index >= 0) mask |= 1 << (index % 31);
                else fields.Diagnostics.Add(dimension, "not-allowed", $"{fields.PathOf("projection")}: {dimension.Description} is no dimension", Spelling.Advice(dimension.Value, [.. dimensions]));
            }
            else
            {
                fields.Diagnostics.Add(item, "unsupported", $"{fields.PathOf("projection")}: a coordinate that is not one plain dimension is not supported", OnlyPlain);
            }
        }

        var isOutput = IsTrue(fields, "read_write");
        fields.Close();
        return (name, mask, isOutput);
    }

    /// <summary>Booleans as YAML 1.1 and Python spell them.</summary>
    private static bool IsTrue(SpecFields fields, string key)
    {
        switch (fields.Node(key, "True or False"))
        {
            case null or SpecScalar { Value: "False" or "false" }: return false;
            case SpecScalar { Value: "True" or "true" }: return true;
            case { } node:
                fields.Diagnostics.Add(node, "wrong-type", $"{fields.PathOf(key)}: {node.Description} is not True or False", "give True or False");
                return false;
        }
    }
}
