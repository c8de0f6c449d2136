using System.Text.RegularExpressions;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.ZigZag;

/// <summary>Reads a ZigZag workload: a list of layers whose equations are products of plain dimensions.</summary>
internal static partial class ZigZagWorkloadReading
{
    public static IReadOnlyList<TensorProblem>? Read(SpecList layers, SpecDiagnostics diagnostics)
    {
        var problems = new List<TensorProblem>();
        for (var i = 0; i < layers.Items.Count; i++)
        {
            if (layers.Items[i] is not SpecMap map)
            {
                diagnostics.Add(layers.Items[i], "wrong-type", $"layer {i}: {layers.Items[i].Description} is not a table of keys", "give id, equation, loop_dims, loop_sizes and operand_precision");
                continue;
            }

            if (ReadLayer(new SpecFields(map, $"layer {i}", diagnostics), i) is { } problem) problems.Add(problem);
        }

        if (layers.Items.Count == 0) diagnostics.Add(layers, "out-of-range", "the workload has no layers", "add one");
        return problems;
    }

    private static TensorProblem? ReadLayer(SpecFields fields, int index)
    {
        foreach (var key in (string[])["equation", "loop_dims", "loop_sizes", "operand_precision"]) fields.Require(key, "as ZigZag has it");
        var id = fields.Long("id", 0, 1 << 30) ?? index;
        var name = fields.Name("name") ?? $"layer{id}";
        fields.Text("operator_type");
        fields.Node("operand_source", "a table");
        foreach (var key in (string[])["dimension_relations", "pr_loop_dims", "pr_loop_sizes", "padding"])
        {
            if (fields.Node(key, "an empty list") is { } node and not SpecList { Items.Count: 0 })
                fields.Diagnostics.Add(node, "unsupported", $"{fields.PathOf(key)} is not supported", "rewrite the layer as a matrix product: convolutions are not part of this model");
        }

        var names = fields.Names("loop_dims") ?? [];
        var sizes = (fields.Items("loop_sizes", "a list of sizes") ?? []).Select(s => FormatFields.Integer(s, fields.PathOf("loop_sizes"), 1, FormatFields.LargestSize, fields.Diagnostics)).ToList();
        var widths = fields.Table("operand_precision");
        var equation = fields.Text("equation");
        var problem = equation is null || widths is null ? null : Build(fields, equation, widths, name, names, sizes);
        fields.Close();
        return problem;
    }

    private static TensorProblem? Build(SpecFields fields, string equation, SpecFields widths, string name, IReadOnlyList<string> names, List<long?> sizes)
    {
        if (names.Count != sizes.Count)
        {
            fields.Report("loop_sizes", "conflict", $"{sizes.Count} sizes for {names.Count} dimensions", "give one each");
            return null;
        }

        var match = Product().Match(equation);
        if (!match.Success)
        {
            fields.Report("equation", "unsupported", $"'{equation}' is no product of two tensors", "give it as O[d0][d1]+=I[d0][d2]*W[d2][d1]");
            return null;
        }

        var terms = (Output: Term(match, 1), First: Term(match, 2), Second: Term(match, 3));
        // The weights are called W wherever they stand.
        var (input, weight) = terms.First.Letter == "W" ? (terms.Second, terms.First) : (terms.First, terms.Second);
        var final = widths.Integer("O_final", 1, 32);
        var partial = widths.Integer(terms.Output.Letter, 1, 64);
        var tensors = new ProblemTensor[]
        {
            new(input.Letter, Mask(input.Indices), widths.Integer(input.Letter, 1, 32) ?? 8),
            new(weight.Letter, Mask(weight.Indices), widths.Integer(weight.Letter, 1, 32) ?? 8),
            new(terms.Output.Letter, Mask(terms.Output.Indices), final ?? (int)Math.Min(32, partial ?? 8)),
        };
        foreach (var missing in (string[])[input.Letter, weight.Letter, terms.Output.Letter])
            widths.Require(missing, "bits");
        widths.Close();
        var dimensions = names.Select((n, i) => new ProblemDimension(n, sizes[i] ?? 1)).ToArray();
        return ProblemChecks.Check(new TensorProblem(name, dimensions, tensors, partial ?? 32), fields.Map, fields.Diagnostics);

        int Mask(IReadOnlyList<string> indices)
        {
            var mask = 0;
            foreach (var index in indices)
            {
                var d = names.ToList().FindIndex(n => n.Equals(index, StringComparison.OrdinalIgnoreCase));
                if (d >= 0) mask |= 1 << (d % 31);
                else fields.Report("equation", "unsupported", $"'{index}' is none of loop_dims", $"allowed: {string.Join(", ", names)}");
            }

            return mask;
        }
    }

    private static (string Letter, IReadOnlyList<string> Indices) Term(Match match, int term) =>
        (match.Groups[$"t{term}"].Value, [.. match.Groups[$"i{term}"].Captures.Select(c => c.Value)]);

    [GeneratedRegex(@"^\s*(?<t1>\w+)(?:\[(?<i1>\w+)\])+\s*\+?=\s*(?<t2>\w+)(?:\[(?<i2>\w+)\])+\s*\*\s*(?<t3>\w+)(?:\[(?<i3>\w+)\])+\s*$")]
    private static partial Regex Product();
}
