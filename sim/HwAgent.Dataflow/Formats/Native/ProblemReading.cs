using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Native;

/// <summary>Reads the <c>problem</c> table of our own files: <c>gemm</c> with m, n and k, or any <c>dimensions</c> with three <c>tensors</c>.</summary>
internal static class ProblemReading
{
    private static readonly string[] TensorNames = ["Inputs", "Weights", "Outputs"];

    public static TensorProblem? Read(SpecFields fields, OperandBits bits)
    {
        var name = fields.Name("name") ?? "problem";
        var repeats = fields.Long("repeats", 1, 1L << 30) ?? 1;
        TensorProblem? problem;
        if (fields.Has("gemm") || !fields.Has("dimensions"))
        {
            fields.Require("gemm", "{m: , n: , k: }, or dimensions and tensors");
            problem = fields.Table("gemm") is { } gemm ? ReadGemm(gemm, name, fields.Table("bits") is { } widths ? ReadBits(widths, bits) : bits) : null;
        }
        else
        {
            problem = ReadGeneral(fields, name, bits);
        }

        fields.Close();
        return problem is null ? null : ProblemChecks.Check(problem with { Repeats = repeats }, fields.Map, fields.Diagnostics);
    }

    private static TensorProblem ReadGemm(SpecFields fields, string name, OperandBits bits)
    {
        foreach (var key in (string[])["m", "n", "k"]) fields.Require(key, "a positive integer");
        var m = fields.Long("m", 1, FormatFields.LargestSize) ?? 1;
        var n = fields.Long("n", 1, FormatFields.LargestSize) ?? 1;
        var k = fields.Long("k", 1, FormatFields.LargestSize) ?? 1;
        var heads = fields.Long("heads", 1, FormatFields.LargestSize) ?? 1;
        fields.Close();
        return TensorProblem.Gemm(name, m, n, k, bits.Input, bits.Weight, bits.Output, bits.Partial, heads);
    }

    private static OperandBits ReadBits(SpecFields fields, OperandBits otherwise)
    {
        var output = fields.Integer("output", 1, 32) ?? otherwise.Output;
        var bits = new OperandBits(
            fields.Integer("input", 1, 32) ?? otherwise.Input,
            fields.Integer("weight", 1, 32) ?? otherwise.Weight,
            output,
            fields.Integer("partial", 1, 64) ?? Math.Max(output, otherwise.Partial));
        fields.Close();
        return bits;
    }

    private static TensorProblem? ReadGeneral(SpecFields fields, string name, OperandBits bits)
    {
        fields.Require("tensors", "a table of input, weight and output");
        ProblemDimension[] dimensions = [.. (fields.Counts("dimensions") ?? []).Select(d => new ProblemDimension(d.Key, d.Value))];
        var partial = fields.Integer("partial_bits", 1, 64);
        if (fields.Table("tensors") is not { } table) return null;
        int[] widths = [bits.Input, bits.Weight, bits.Output];
        var tensors = new List<ProblemTensor>();
        for (var i = 0; i < 3; i++)
        {
            table.Require(FormatFields.OperandWords[i], "a table with dimensions and bits");
            if (table.Table(FormatFields.OperandWords[i]) is not { } tensor) continue;
            tensors.Add(new ProblemTensor(tensor.Name("name") ?? TensorNames[i], ReadMask(tensor, dimensions), tensor.Integer("bits", 1, 32) ?? widths[i]));
            tensor.Close();
        }

        table.Close();
        if (tensors.Count < 3) return null;
        return new TensorProblem(name, dimensions, tensors, partial ?? Math.Max(bits.Partial, tensors[2].Bits));
    }

    private static int ReadMask(SpecFields fields, IReadOnlyList<ProblemDimension> dimensions)
    {
        fields.Require("dimensions", "a list of dimensions");
        var mask = 0;
        foreach (var item in fields.Items("dimensions", "a list of dimensions") ?? [])
        {
            var index = item is SpecScalar scalar ? dimensions.ToList().FindIndex(d => d.Name == scalar.Value) : -1;
            if (index >= 0) mask |= 1 << (index % 31);
            else fields.Diagnostics.Add(item, "not-allowed", $"{fields.PathOf("dimensions")}: {item.Description} is no dimension of the problem", $"allowed: {string.Join(", ", dimensions.Select(d => d.Name))}");
        }

        return mask;
    }
}
