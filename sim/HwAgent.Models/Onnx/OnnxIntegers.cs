using Onnx;

namespace HwAgent.Models.Onnx;

/// <summary>The values of small integer tensors, of which exporters compute sizes: shapes, axes, indices.</summary>
internal sealed class OnnxIntegers
{
    private const int MostValues = 64;

    private readonly Dictionary<string, IReadOnlyList<long>> _values = new(StringComparer.Ordinal);

    /// <summary>The values of a tensor in its order; null where they are not known.</summary>
    public IReadOnlyList<long>? Of(string tensor) => _values.GetValueOrDefault(tensor);

    /// <summary>Remembers a constant of integers.</summary>
    public void Add(string name, TensorProto tensor)
    {
        var isLong = tensor.DataType == (int)TensorProto.Types.DataType.Int64;
        if (!isLong && tensor.DataType != (int)TensorProto.Types.DataType.Int32) return;
        if (tensor.RawData.Length > 8 * MostValues || tensor.Int64Data.Count + tensor.Int32Data.Count > MostValues) return;
        var raw = tensor.RawData.ToByteArray();
        if (isLong) _values[name] = raw.Length > 0 ? [.. raw.Chunk(8).Where(b => b.Length == 8).Select(b => System.Buffers.Binary.BinaryPrimitives.ReadInt64LittleEndian(b))] : [.. tensor.Int64Data];
        else _values[name] = raw.Length > 0 ? [.. raw.Chunk(4).Where(b => b.Length == 4).Select(b => (long)System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(b))] : [.. tensor.Int32Data.Select(v => (long)v)];
    }

    /// <summary>Remembers what a node computes of known integers, or of the shape of a tensor.</summary>
    /// <param name="node">Any node.</param>
    /// <param name="shape">Shape of its first input; null where it is not known.</param>
    public void Add(NodeProto node, IReadOnlyList<long>? shape)
    {
        if (node.Output.Count == 1 && Compute(node, shape) is { Count: <= MostValues } values) _values[node.Output[0]] = values;
    }

    private IReadOnlyList<long>? Compute(NodeProto node, IReadOnlyList<long>? shape)
    {
        if (node.OpType == "Shape") return Attribute(node, "start") is null && Attribute(node, "end") is null && shape is { } sizes && sizes.All(s => s > 0) ? sizes : null;
        if (node.OpType == "Constant") return Attribute(node, "value_ints") is { } list ? [.. list.Ints] : Attribute(node, "value_int") is { } one ? [one.I] : null;
        if (node.Input.Count == 0 || Of(node.Input[0]) is not { } first) return null;
        var second = node.Input.Count > 1 ? Of(node.Input[1]) : null;
        return node.OpType switch
        {
            "Identity" or "Cast" or "Squeeze" or "Unsqueeze" or "Reshape" => first,
            "Gather" when second is not null && second.All(i => i >= -first.Count && i < first.Count) => [.. second.Select(i => first[(int)(i < 0 ? i + first.Count : i)])],
            "Concat" when node.Input.All(i => Of(i) is not null) => [.. node.Input.SelectMany(i => Of(i)!)],
            "Slice" when node.Input.Count is 3 or 4 && second is [var start] && Of(node.Input[2]) is [var end] => Part(first, start, end),
            "Add" when second is not null => Pairs(first, second, (a, b) => a + b),
            "Sub" when second is not null => Pairs(first, second, (a, b) => a - b),
            "Mul" when second is not null => Pairs(first, second, (a, b) => a * b),
            "Div" when second is not null && second.All(v => v > 0) && first.All(v => v >= 0) => Pairs(first, second, (a, b) => a / b),
            _ => null,
        };
    }

    private static IReadOnlyList<long> Part(IReadOnlyList<long> values, long start, long end)
    {
        var (from, to) = (Index(start), Index(end));
        return [.. values.Skip(from).Take(to - from)];

        int Index(long index) => (int)Math.Clamp(index < 0 ? index + values.Count : index, 0, values.Count);
    }

    private static IReadOnlyList<long>? Pairs(IReadOnlyList<long> first, IReadOnlyList<long> second, Func<long, long, long> operation) =>
        second.Count == 1 ? [.. first.Select(a => operation(a, second[0]))]
        : first.Count == 1 ? [.. second.Select(b => operation(first[0], b))]
        : first.Count == second.Count ? [.. first.Zip(second, operation)] : null;

    private static AttributeProto? Attribute(NodeProto node, string name) => node.Attribute.FirstOrDefault(a => a.Name == name);
}
