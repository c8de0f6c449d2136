using System.Globalization;
using System.Text.RegularExpressions;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.ZigZag;

/// <summary>
/// Reads a ZigZag workload: a list of layers whose equations are products. Indices that <c>dimension_relations</c> make sums of dimensions are products where no
/// two points meet (<see cref="SummedCoordinate"/>).
/// </summary>
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
        var type = fields.Text("operator_type");
        fields.Node("operand_source", "a table");
        foreach (var key in (string[])["pr_loop_dims", "pr_loop_sizes", "padding"])
        {
            // The size of the input and how much of it is padding; a product has neither.
            if (fields.Node(key, "a list") is { } node and not SpecList { Items.Count: 0 }) fields.Diagnostics.Note(node, "no-effect", $"{key}: the input is what the loops index");
        }

        var relations = ReadRelations(fields);
        var names = fields.Names("loop_dims") ?? [];
        var sizes = (fields.Items("loop_sizes", "a list of sizes") ?? []).Select(s => FormatFields.Integer(s, fields.PathOf("loop_sizes"), 1, FormatFields.LargestSize, fields.Diagnostics)).ToList();
        var widths = fields.Table("operand_precision");
        var equation = fields.Text("equation");
        var problem = equation is null || widths is null ? null : Build(fields, equation, widths, relations, name, names, sizes);
        fields.Close();
        return problem is null ? null : problem with { OperatorType = type };
    }

    private static TensorProblem? Build(SpecFields fields, string equation, SpecFields widths, Dictionary<string, (long Weight, string Name)[]> relations, string name, IReadOnlyList<string> names, List<long?> sizes)
    {
        if (names.Count != sizes.Count)
        {
            fields.Report("loop_sizes", "conflict", $"{sizes.Count} sizes for {names.Count} dimensions", "give one each");
            return null;
        }

        var match = Product().Match(equation);
        if (!match.Success)
        {
            fields.Report("equation", "unsupported", $"'{equation}' is no product of two tensors", "remove the layer: only products are mapped, such as O[d0][d1]+=I[d0][d2]*W[d2][d1]");
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
                var parts = relations.GetValueOrDefault(index.ToUpperInvariant()) ?? [(1, index)];
                var weighted = new List<(long Size, long Weight)>();
                foreach (var (factor, part) in parts)
                {
                    var d = names.ToList().FindIndex(n => n.Equals(part, StringComparison.OrdinalIgnoreCase));
                    if (d < 0)
                    {
                        fields.Report("equation", "unsupported", $"'{part}' is none of loop_dims", $"allowed: {string.Join(", ", names)}");
                        continue;
                    }

                    mask |= 1 << (d % 31);
                    weighted.Add((sizes[d] ?? 1, factor));
                }

                if (!SummedCoordinate.IsDistinct(weighted))
                    fields.Report("dimension_relations", "unsupported", $"windows {index}={string.Join("+", parts.Select(t => t.Weight == 1 ? t.Name : $"{t.Weight}*{t.Name}"))} overlap: convolutions are not part of this model", SummedCoordinate.Advice);
            }

            return mask;
        }
    }

    /// <summary>Indices that are sums: <c>ix=2*ox+1*fx</c>, by the upper case of their names.</summary>
    private static Dictionary<string, (long Weight, string Name)[]> ReadRelations(SpecFields fields)
    {
        var relations = new Dictionary<string, (long Weight, string Name)[]>(StringComparer.Ordinal);
        foreach (var item in fields.Items("dimension_relations", "a list of sums such as ix=1*ox+1*fx") ?? [])
        {
            var match = Relation().Match((item as SpecScalar)?.Value ?? "");
            if (match.Success && Weight("w1") is { } first && Weight("w2") is { } second) relations[match.Groups["name"].Value.ToUpperInvariant()] = [(first, match.Groups["d1"].Value), (second, match.Groups["d2"].Value)];
            else fields.Diagnostics.Add(item, "unsupported", $"{fields.PathOf("dimension_relations")}: {item.Description} is no sum of two dimensions", "give it as ix=1*ox+1*fx");

            long? Weight(string group) => !match.Groups[group].Success ? 1 : long.TryParse(match.Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var weight) && weight is >= 1 and <= FormatFields.LargestSize ? weight : null;
        }

        return relations;
    }

    private static (string Letter, IReadOnlyList<string> Indices) Term(Match match, int term) =>
        (match.Groups[$"t{term}"].Value, [.. match.Groups[$"i{term}"].Captures.Select(c => c.Value)]);

    [GeneratedRegex(@"^\s*(?<t1>\w+)(?:\[(?<i1>\w+)\])+\s*\+?=\s*(?<t2>\w+)(?:\[(?<i2>\w+)\])+\s*\*\s*(?<t3>\w+)(?:\[(?<i3>\w+)\])+\s*$")]
    private static partial Regex Product();

    [GeneratedRegex(@"^\s*(?<name>\w+)\s*=\s*(?:(?<w1>\w+)\s*\*\s*)?(?<d1>\w+)\s*\+\s*(?:(?<w2>\w+)\s*\*\s*)?(?<d2>\w+)\s*$")]
    private static partial Regex Relation();
}
