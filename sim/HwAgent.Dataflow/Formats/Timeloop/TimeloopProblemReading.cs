using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>
/// Reads a Timeloop problem (also v3's, with <c>data-spaces</c>) whose data spaces are products of dimensions. Sums of dimensions are products where no two points
/// meet (<see cref="SummedCoordinate"/>); sliding windows and densities are named as unsupported.
/// </summary>
internal sealed class TimeloopProblemReading
{
    private readonly SpecFields _shape;
    private readonly SpecDiagnostics _diagnostics;
    private readonly IReadOnlyList<string> _names;
    private readonly Dictionary<string, long> _coefficients = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _sizes = new(StringComparer.Ordinal);

    private TimeloopProblemReading(SpecFields shape)
    {
        (_shape, _diagnostics) = (shape, shape.Diagnostics);
        _names = shape.Names("dimensions") ?? [];
    }

    public static TensorProblem? Read(SpecFields fields, OperandBits bits)
    {
        fields.Require("shape", "a table with dimensions and data_spaces");
        fields.Require("instance", "a table with the size of each dimension");
        fields.Node("version", "0.4");
        var shape = fields.Table("shape");
        var instance = fields.Entries("instance", "a table with the size of each dimension") ?? [];
        fields.Close();
        return shape is null ? null : new TimeloopProblemReading(shape).Read(fields, instance, bits);
    }

    private TensorProblem? Read(SpecFields fields, IReadOnlyList<(SpecScalar Key, SpecNode Value)> instance, OperandBits bits)
    {
        // v3 spells these two keys with a hyphen.
        var spacesKey = _shape.Has("data-spaces") ? "data-spaces" : "data_spaces";
        _shape.Require("dimensions", "a list of names");
        _shape.Require(spacesKey, "a list of three tables");
        var name = _shape.Name("name") ?? "problem";
        ReadCoefficients();
        ReadInstance(instance);
        foreach (var missing in _names.Where(n => !_sizes.ContainsKey(n) && instance.All(i => i.Key.Value != n)))
            fields.Report("instance", "missing-key", $"'{missing}' has no size", $"add {missing}: SIZE");
        var tensors = ReadTensors(spacesKey, _shape.Tables(spacesKey) ?? [], bits);
        _shape.Close();
        if (tensors is null || _names.Any(n => !_sizes.ContainsKey(n))) return null;
        return ProblemChecks.Check(new TensorProblem(name, [.. _names.Select(n => new ProblemDimension(n, _sizes[n]))], tensors, bits.Partial), fields.Map, _diagnostics);
    }

    /// <summary>Strides and dilations with the values that hold when the instance gives none.</summary>
    private void ReadCoefficients()
    {
        foreach (var coefficient in _shape.Items("coefficients", "a list of tables with name and default") ?? [])
        {
            if (coefficient is not SpecMap map)
            {
                _diagnostics.Add(coefficient, "wrong-type", $"{_shape.PathOf("coefficients")}: {coefficient.Description} is not a table", "give name and default");
                continue;
            }

            var table = new SpecFields(map, _shape.PathOf("coefficients"), _diagnostics);
            table.Require("name", "a name");
            var standard = table.Long("default", 1, FormatFields.LargestSize) ?? 1;
            if (table.Name("name") is { } name) _coefficients[name] = standard;
            table.Close();
        }
    }

    private void ReadInstance(IReadOnlyList<(SpecScalar Key, SpecNode Value)> instance)
    {
        foreach (var (key, value) in instance)
        {
            var path = $"problem.instance.{key.Value}";
            if (key.Value == "densities")
            {
                if (value is not (SpecMap { Entries.Count: 0 } or SpecScalar { IsNothing: true }))
                    _diagnostics.Add(key, "unsupported", $"{path}: sparse tensors are not supported", "remove the densities for the dense problem");
            }
            else if (_names.Contains(key.Value) || _coefficients.ContainsKey(key.Value))
            {
                if (FormatFields.Integer(value, path, 1, FormatFields.LargestSize, _diagnostics) is not { } number) continue;
                (_names.Contains(key.Value) ? _sizes : _coefficients)[key.Value] = number;
            }
            else
            {
                // Timeloop's own examples carry sizes of the whole input and its padding, which no projection uses.
                _diagnostics.Note(key, "no-effect", $"{path}: neither a dimension nor a coefficient of the shape");
            }
        }
    }

    private ProblemTensor[]? ReadTensors(string key, IReadOnlyList<SpecFields> spaces, OperandBits bits)
    {
        var read = spaces.Select(ReadSpace).ToList();
        if (read.Count != 3 || read.Count(r => r.IsOutput) != 1)
        {
            _shape.Report(key, "unsupported", $"{read.Count} data spaces, {read.Count(r => r.IsOutput)} of them read_write, are no product of two tensors", "give three, and read_write: True to the output");
            return null;
        }

        var output = read.First(r => r.IsOutput);
        var others = read.Where(r => !r.IsOutput).ToList();
        // Only names can tell activations from weights; where they do not, the first data space is the input.
        if (TimeloopNames.Usual(others[0].Name) == Operand.Weight || TimeloopNames.Usual(others[1].Name) == Operand.Input) others.Reverse();
        return
        [
            new(others[0].Name, others[0].Mask, bits.Input),
            new(others[1].Name, others[1].Mask, bits.Weight),
            new(output.Name, output.Mask, bits.Output),
        ];
    }

    private (string Name, int Mask, bool IsOutput) ReadSpace(SpecFields fields)
    {
        fields.Require("name", "a name");
        fields.Require("projection", "a list such as [[[M]], [[K]]]");
        var name = fields.Name("name") ?? "";
        var mask = (fields.Items("projection", "a list such as [[[M]], [[K]]]") ?? []).Aggregate(0, (all, item) => all | ReadCoordinate(item, fields.PathOf("projection")));
        var isOutput = IsTrue(fields, fields.Has("read-write") ? "read-write" : "read_write");
        fields.Close();
        return (name, mask, isOutput);
    }

    /// <summary>The dimensions of a coordinate: a sum of products, each of one dimension and perhaps one coefficient.</summary>
    private int ReadCoordinate(SpecNode item, string path)
    {
        if (item is not SpecList { Items: { Count: > 0 } products })
        {
            _diagnostics.Add(item, "wrong-type", $"{path}: {item.Description} is no coordinate", "give a list of products such as [[P, Stride], [R]]");
            return 0;
        }

        var terms = products.Select(p => ReadTerm(p, path)).ToList();
        var mask = terms.OfType<(int Dimension, long Weight)>().Aggregate(0, (all, t) => all | 1 << (t.Dimension % 31));
        if (terms.Contains(null) || _names.Any(n => !_sizes.ContainsKey(n))) return mask;
        var known = terms.Select(t => t!.Value).ToList();
        if (SummedCoordinate.IsDistinct(known.Select(t => (_sizes[_names[t.Dimension]], t.Weight)))) return mask;
        var sum = string.Join(" + ", known.Select(t => t.Weight == 1 ? _names[t.Dimension] : $"{t.Weight}*{_names[t.Dimension]}"));
        var sizes = string.Join(", ", known.Select(t => $"{_names[t.Dimension]}={_sizes[_names[t.Dimension]]}"));
        _diagnostics.Add(item, "unsupported", $"{path}: windows {sum} with {sizes} overlap: convolutions are not part of this model", SummedCoordinate.Advice);
        return mask;
    }

    private (int Dimension, long Weight)? ReadTerm(SpecNode product, string path)
    {
        var names = (product as SpecList)?.Items.OfType<SpecScalar>().ToList() ?? [];
        var dimensions = names.Where(n => _names.Contains(n.Value)).ToList();
        if (names.FirstOrDefault(n => !_names.Contains(n.Value) && !_coefficients.ContainsKey(n.Value)) is { } unknown)
            _diagnostics.Add(unknown, "not-allowed", $"{path}: {unknown.Description} is no dimension", Spelling.Advice(unknown.Value, [.. _names, .. _coefficients.Keys]));
        else if (product is not SpecList { Items.Count: 1 or 2 } list || list.Items.Count != names.Count || dimensions.Count != 1)
            _diagnostics.Add(product, "unsupported", $"{path}: {product.Description} is not one dimension with at most one coefficient", "give [P] or [P, Stride]");
        else
            return (_names.ToList().IndexOf(dimensions[0].Value), names.Count == 1 ? 1 : _coefficients[names.First(n => n != dimensions[0]).Value]);
        return null;
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
