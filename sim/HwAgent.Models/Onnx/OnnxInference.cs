using Onnx;

namespace HwAgent.Models.Onnx;

/// <summary>
/// The shapes of what a node computes, from those of its inputs, as the operators' reference has them (onnx.ai/onnx/operators): for the operators between the
/// matrix products of common models, of which exporters often leave the shapes to <c>onnx.shape_inference</c>.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="shapeOf">The shape of a tensor, every size at least 1; null where it is not known.</param>
/// <param name="integers">Values of small integer tensors.</param>
internal sealed class OnnxInference(NodeProto node, Func<string, IReadOnlyList<long>?> shapeOf, OnnxIntegers integers)
{
    private static readonly HashSet<string> Alike = new(
        [
            "Abs", "BatchNormalization", "Cast", "Ceil", "Clip", "Cos", "CumSum", "DequantizeLinear", "Dropout", "Elu", "Erf", "Exp", "Floor", "Gelu", "GroupNormalization", "HardSigmoid", "HardSwish", "Identity",
            "InstanceNormalization", "LayerNormalization", "LeakyRelu", "Log", "LogSoftmax", "LpNormalization", "Mish", "Neg", "Not", "QuantizeLinear", "Reciprocal", "Relu", "RMSNormalization", "Round", "Selu", "Sigmoid",
            "Sign", "SimplifiedLayerNormalization", "Sin", "Softmax", "Softplus", "Sqrt", "Tanh", "Trilu",
        ], StringComparer.Ordinal);

    private static readonly HashSet<string> Spread = new(["Add", "And", "Div", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Max", "Mean", "Min", "Mod", "Mul", "Or", "Pow", "PRelu", "Sub", "Sum", "Where"], StringComparer.Ordinal);

    /// <summary>The shapes of the outputs, as many as follow; null where none does.</summary>
    public IReadOnlyList<IReadOnlyList<long>>? Shapes()
    {
        if (node.OpType == "Split") return Split();
        if (node.OpType == "Constant") return integers.Of(node.Output[0]) is { } constant ? [[constant.Count]] : null;
        if (Shape(0) is not { } x) return null;
        return Output(x) is { } shape && shape.All(s => s >= 1) ? [shape] : null;
    }

    private IReadOnlyList<long>? Output(IReadOnlyList<long> x) => node.OpType switch
    {
        _ when Alike.Contains(node.OpType) => x,
        _ when Spread.Contains(node.OpType) => node.Input.Select(shapeOf).Aggregate((IReadOnlyList<long>?)[], Broadcast),
        "MatMul" or "MatMulInteger" => Shape(1) is { } b ? Product(x, b) : null,
        "QLinearMatMul" => Shape(3) is { } b ? Product(x, b) : null,
        "Gemm" => Shape(1) is { Count: 2 } b && x.Count == 2 ? [x[Integer("transA", 0) == 0 ? 0 : 1], b[Integer("transB", 0) == 0 ? 1 : 0]] : null,
        "Conv" or "ConvInteger" => Shape(1) is { Count: > 2 } w && w.Count == x.Count ? Windows(x, w[0], [.. w.Skip(2)]) : null,
        "QLinearConv" => Shape(3) is { Count: > 2 } w && w.Count == x.Count ? Windows(x, w[0], [.. w.Skip(2)]) : null,
        "MaxPool" or "AveragePool" => Integers("kernel_shape") is { } kernel && x.Count == kernel.Count + 2 ? Windows(x, x[1], kernel) : null,
        "GlobalAveragePool" or "GlobalMaxPool" => [.. x.Select((s, i) => i < 2 ? s : 1)],
        "Shape" => Attribute("start") is null && Attribute("end") is null ? [x.Count] : null,
        "Transpose" => Integers("perm") is not { } order ? [.. x.Reverse()] : order.Order().SequenceEqual(Enumerable.Range(0, x.Count).Select(i => (long)i)) ? [.. order.Select(i => x[(int)i])] : null,
        "Reshape" => Values(1) is { } target ? Reshaped(x, target) : null,
        "Flatten" => Axis(Integer("axis", 1), x.Count + 1) is { } axis ? [Times(x.Take(axis)), Times(x.Skip(axis))] : null,
        "Concat" => Axis(Integer("axis", 0), x.Count) is { } axis && node.Input.Select(shapeOf).ToArray() is var all && all.All(s => s?.Count == x.Count) ? [.. x.Select((s, i) => i == axis ? all.Sum(other => other![i]) : s)] : null,
        "Squeeze" => Axes(x.Count) is { } axes ? [.. x.Where((_, i) => !axes.Contains(i))] : HasAxes ? null : [.. x.Where(s => s != 1)],
        "Unsqueeze" => (Values(1) ?? Integers("axes")) is { } added ? Unsqueezed(x, added) : null,
        "Gather" => Axis(Integer("axis", 0), x.Count) is { } axis && Shape(1) is { } index ? [.. x.Take(axis), .. index, .. x.Skip(axis + 1)] : null,
        "Slice" => Sliced(x),
        _ when node.OpType.StartsWith("Reduce", StringComparison.Ordinal) => Reduced(x),
        _ => null,
    };

    private static IReadOnlyList<long>? Broadcast(IReadOnlyList<long>? a, IReadOnlyList<long>? b)
    {
        if (a is null || b is null) return null;
        var shape = new long[Math.Max(a.Count, b.Count)];
        for (var i = 1; i <= shape.Length; i++)
        {
            var (left, right) = (i <= a.Count ? a[^i] : 1, i <= b.Count ? b[^i] : 1);
            if (left != right && left != 1 && right != 1) return null;
            shape[^i] = Math.Max(left, right);
        }

        return shape;
    }

    private static IReadOnlyList<long>? Product(IReadOnlyList<long> a, IReadOnlyList<long> b)
    {
        if (a.Count == 0 || b.Count == 0) return null;
        // A vector is one row before the sum, one column behind it, and that side is dropped again.
        var batch = Broadcast([.. a.Take(a.Count - 2)], [.. b.Take(b.Count - 2)]);
        return batch is null ? null : [.. batch, .. a.Count > 1 ? (long[])[a[^2]] : [], .. b.Count > 1 ? (long[])[b[^1]] : []];
    }

    private List<long>? Windows(IReadOnlyList<long> x, long channels, IReadOnlyList<long> kernel)
    {
        var (padding, strides, dilations, pads) = (Attribute("auto_pad")?.S.ToStringUtf8() ?? "NOTSET", Integers("strides"), Integers("dilations"), Integers("pads"));
        if (strides?.Count < kernel.Count || dilations?.Count < kernel.Count || pads?.Count < 2 * kernel.Count) return null;
        var shape = new List<long> { x[0], channels };
        for (var i = 0; i < kernel.Count; i++)
        {
            var (size, stride) = (x[i + 2], strides?[i] ?? 1);
            if (stride < 1) return null;
            if (padding is "SAME_UPPER" or "SAME_LOWER")
            {
                shape.Add((size + stride - 1) / stride);
                continue;
            }

            var around = padding == "VALID" || pads is null ? 0 : pads[i] + pads[i + kernel.Count];
            var free = size + around - ((dilations?[i] ?? 1) * (kernel[i] - 1)) - 1;
            if (free < 0) return null;
            shape.Add((Integer("ceil_mode", 0) == 0 ? free / stride : (free + stride - 1) / stride) + 1);
        }

        return shape;
    }

    private static long[]? Reshaped(IReadOnlyList<long> x, IReadOnlyList<long> target)
    {
        long[] shape = [.. target.Select((t, i) => t == 0 && i < x.Count ? x[i] : t)];
        var open = Array.IndexOf(shape, -1);
        var known = Times(shape.Where(s => s != -1));
        if (open >= 0 && (known < 1 || Times(x) % known != 0)) return null;
        if (open >= 0) shape[open] = Times(x) / known;
        return Times(shape) == Times(x) ? shape : null;
    }

    private static IReadOnlyList<long>? Unsqueezed(IReadOnlyList<long> x, IReadOnlyList<long> axes)
    {
        var rank = x.Count + axes.Count;
        long[] added = [.. axes.Select(a => a < 0 ? a + rank : a).Distinct()];
        if (added.Length != axes.Count || added.Any(a => a < 0 || a >= rank)) return null;
        var rest = new Queue<long>(x);
        return [.. Enumerable.Range(0, rank).Select(i => added.Contains(i) ? 1 : rest.Dequeue())];
    }

    private long[]? Sliced(IReadOnlyList<long> x)
    {
        if (Values(1) is not { } starts || Values(2) is not { } ends || (Has(3) && Values(3) is null) || (Has(4) && Values(4) is null)) return null;
        long[] axes = [.. Values(3) ?? [.. Enumerable.Range(0, starts.Count).Select(i => (long)i)]];
        var steps = Values(4) ?? [.. starts.Select(_ => 1L)];
        if (ends.Count != starts.Count || axes.Length != starts.Count || steps.Count != starts.Count || steps.Any(s => s < 1)) return null;
        long[] shape = [.. x];
        for (var i = 0; i < axes.Length; i++)
        {
            if (Axis(axes[i], x.Count) is not { } axis) return null;
            var length = Index(ends[i], x[axis]) - Index(starts[i], x[axis]);
            shape[axis] = (length + steps[i] - 1) / steps[i];
        }

        return shape;

        static long Index(long index, long size) => Math.Clamp(index < 0 ? index + size : index, 0, size);
    }

    private IReadOnlyList<long>? Reduced(IReadOnlyList<long> x)
    {
        var axes = Axes(x.Count);
        if (axes is null && HasAxes) return null;
        return Integer("keepdims", 1) != 0 ? [.. x.Select((s, i) => axes is null || axes.Contains(i) ? 1 : s)] : [.. x.Where((_, i) => axes is not null && !axes.Contains(i))];
    }

    private IReadOnlyList<IReadOnlyList<long>>? Split()
    {
        if (Shape(0) is not { } x || Axis(Integer("axis", 0), x.Count) is not { } axis || (Has(1) && Values(1) is null)) return null;
        var parts = node.Output.Count;
        var piece = (x[axis] + parts - 1) / parts;
        var sizes = Values(1) ?? Integers("split") ?? [.. Enumerable.Range(0, parts).Select(i => Math.Min(piece, x[axis] - (i * piece)))];
        return sizes.Count == parts && sizes.All(s => s >= 1 && s <= x[axis]) && sizes.Sum() == x[axis] ? [.. sizes.Select(size => (IReadOnlyList<long>)[.. x.Select((s, i) => i == axis ? size : s)])] : null;
    }

    private bool HasAxes => Has(1) || Attribute("axes") is not null;

    /// <summary>The axes of the second input or of the attribute, counted from the front; null where there are none, or they are not known.</summary>
    private IReadOnlyList<long>? Axes(int rank) => (Values(1) ?? Integers("axes")) is { Count: > 0 } axes && axes.All(a => Axis(a, rank) is not null) ? [.. axes.Select(a => (long)Axis(a, rank)!.Value)] : null;

    private static int? Axis(long axis, int rank) => (axis < 0 ? axis + rank : axis) is var counted && counted >= 0 && counted < rank ? (int)counted : null;

    private static long Times(IEnumerable<long> sizes) => (long)sizes.Aggregate((Int128)1, (product, s) => Int128.Clamp(product * s, long.MinValue, long.MaxValue));

    private bool Has(int input) => input < node.Input.Count && node.Input[input].Length > 0;

    private IReadOnlyList<long>? Shape(int input) => Has(input) ? shapeOf(node.Input[input]) : null;

    private IReadOnlyList<long>? Values(int input) => Has(input) ? integers.Of(node.Input[input]) : null;

    private AttributeProto? Attribute(string name) => node.Attribute.FirstOrDefault(a => a.Name == name);

    private long Integer(string name, long otherwise) => Attribute(name)?.I ?? otherwise;

    private IReadOnlyList<long>? Integers(string name) => Attribute(name) is { } attribute ? [.. attribute.Ints] : null;
}
