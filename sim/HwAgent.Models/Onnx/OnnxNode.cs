using HwAgent.Core.Models;
using Onnx;

namespace HwAgent.Models.Onnx;

/// <summary>One node as a matrix product; shapes and attributes as the operators' reference has them (onnx.ai/onnx/operators).</summary>
internal sealed class OnnxNode(NodeProto node, string name, OnnxShapes shapes, string file)
{
    /// <summary>The product; null for a node of another type.</summary>
    /// <exception cref="InvalidModelException">It has no fixed shape, or is no single product.</exception>
    public OnnxProduct? Product() => node.OpType switch
    {
        "MatMul" or "MatMulInteger" => MatMul(Operand(0), Operand(1)),
        "QLinearMatMul" => MatMul(Operand(0), Operand(3)),
        "Gemm" => Gemm(Operand(0), Operand(1)),
        "Conv" or "ConvInteger" => Convolution(Operand(0), Operand(1)),
        "QLinearConv" => Convolution(Operand(0), Operand(3)),
        _ => null,
    };

    private OnnxProduct MatMul(string first, string second)
    {
        IReadOnlyList<long> a = shapes.Of(first, name), b = shapes.Of(second, name);
        if (a.Count == 0 || b.Count == 0) throw Wrong($"it multiplies {Text(a)} by {Text(b)}");
        // A vector is one row before the sum, one column behind it.
        if (a.Count == 1) a = [1, a[0]];
        if (b.Count == 1) b = [b[0], 1];
        var (m, k, n) = (a[^2], a[^1], b[^1]);
        if (b[^2] != k) throw Wrong($"it multiplies {Text(a)} by {Text(b)}");
        long[] batchA = [.. a.Take(a.Count - 2).SkipWhile(s => s == 1)], batchB = [.. b.Take(b.Count - 2).SkipWhile(s => s == 1)];
        // A batch of one operand alone makes more rows, or more columns, of one product.
        if (batchB.Length == 0) return Product(second, 1, Times(batchA, m), n, k);
        if (batchA.Length == 0) return Product(second, 1, m, Times(batchB, n), k);
        return batchA.SequenceEqual(batchB) ? Product(second, Times(batchA, 1), m, n, k) : throw new InvalidModelException(file, name, $"its operands {Text(a)} and {Text(b)} share a part of their batches", "repeat the smaller one, or give the product as a problem file with dimensions and tensors");
    }

    private OnnxProduct Gemm(string first, string second)
    {
        IReadOnlyList<long> a = shapes.Of(first, name), b = shapes.Of(second, name);
        if (a.Count != 2 || b.Count != 2) throw Wrong($"it multiplies {Text(a)} by {Text(b)}");
        var (m, k) = Integer("transA", 0) == 0 ? (a[0], a[1]) : (a[1], a[0]);
        var (depth, n) = Integer("transB", 0) == 0 ? (b[0], b[1]) : (b[1], b[0]);
        return depth == k ? Product(second, 1, m, n, k) : throw Wrong($"it multiplies {Text(a)} by {Text(b)}");
    }

    private OnnxProduct Convolution(string first, string second)
    {
        IReadOnlyList<long> x = shapes.Of(first, name), w = shapes.Of(second, name), y = shapes.Of(node.Output.Count > 0 ? node.Output[0] : "", name);
        var group = Integer("group", 1);
        if (x.Count < 3 || w.Count != x.Count || y.Count != x.Count || group < 1 || w[0] % group != 0 || w[1] * group != x[1] || y[1] != w[0]) throw Wrong($"it convolves {Text(x)} with {Text(w)} in {group} groups to {Text(y)}");
        for (var axis = 0; axis < x.Count - 2; axis++)
        {
            var (kernel, stride, dilation) = (w[axis + 2], Of("strides", axis), Of("dilations", axis));
            if (y[axis + 2] > 1 && kernel > 1 && stride < dilation * (kernel - 1) + 1)
                throw new InvalidModelException(file, name, $"its windows overlap (kernel {Text([.. w.Skip(2)])}): convolutions are not part of the mapper's model", "leave the node out, or give the product that your hardware makes of it (im2col) as a problem file");
        }

        return Product(second, group, Times(y.Skip(2), y[0]), w[0] / group, Times(w.Skip(2), w[1]));
    }

    private OnnxProduct Product(string weights, long heads, long m, long n, long k) => new(name, node.OpType, heads, m, n, k, shapes.IsConstant(weights));

    private string Operand(int index) => index < node.Input.Count && node.Input[index].Length > 0 ? node.Input[index] : throw Wrong($"it has no input {index}");

    private long Times(IEnumerable<long> sizes, long first)
    {
        var product = sizes.Aggregate((Int128)first, (p, s) => Int128.Min(p * s, long.MaxValue));
        return product <= int.MaxValue ? (long)product : throw new InvalidModelException(file, name, "a side of its matrices has more than 2^31 elements", "make the batch or a size smaller");
    }

    private long Integer(string attribute, long otherwise) => node.Attribute.FirstOrDefault(a => a.Name == attribute)?.I ?? otherwise;

    private long Of(string attribute, int axis) => node.Attribute.FirstOrDefault(a => a.Name == attribute)?.Ints is { } values && axis < values.Count ? values[axis] : 1;

    private InvalidModelException Wrong(string problem) => new(file, name, problem, "check the model with onnx.checker");

    private static string Text(IReadOnlyList<long> shape) => $"[{string.Join(", ", shape)}]";
}
