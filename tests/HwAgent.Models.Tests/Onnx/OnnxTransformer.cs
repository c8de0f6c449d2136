using HwAgent.Core.Models;

namespace HwAgent.Models.Tests.Onnx;

/// <summary>Parts that decoders and encoders share, written with ONNX operators after the published model code.</summary>
internal static class OnnxTransformer
{
    /// <summary><c>x W^T + b</c>.</summary>
    public static string Linear(this OnnxGraph graph, string x, LinearWeights layer)
    {
        var weight = graph.Add("Transpose", [graph.Constant(layer.Values, layer.Outputs, layer.Inputs)], ("perm", new long[] { 1, 0 }));
        var product = graph.Add("MatMul", [x, weight]);
        return layer.Bias is { } bias ? graph.Add("Add", [product, graph.Constant(bias, bias.Length)]) : product;
    }

    public static string RmsNorm(this OnnxGraph graph, string x, NormWeights norm)
    {
        var mean = graph.Add("ReduceMean", [graph.Add("Mul", [x, x])], ("axes", new long[] { -1 }), ("keepdims", 1));
        var root = graph.Add("Sqrt", [graph.Add("Add", [mean, graph.Scalar(norm.Epsilon)])]);
        return graph.Add("Mul", [graph.Add("Div", [x, root]), graph.Constant(norm.Gain, norm.Gain.Length)]);
    }

    public static string LayerNorm(this OnnxGraph graph, string x, NormWeights norm) => graph.Add(
        "LayerNormalization", [x, graph.Constant(norm.Gain, norm.Gain.Length), graph.Constant(norm.Bias ?? new float[norm.Gain.Length], norm.Gain.Length)],
        ("axis", -1), ("epsilon", norm.Epsilon));

    /// <summary>Activation functions by their formulas.</summary>
    public static string Activate(this OnnxGraph graph, string x, string name)
    {
        switch (name)
        {
            case "relu":
                return graph.Add("Relu", [x]);
            case "silu":
                return graph.Add("Mul", [x, graph.Add("Sigmoid", [x])]);
            case "quick_gelu":
                return graph.Add("Mul", [x, graph.Add("Sigmoid", [graph.Add("Mul", [x, graph.Scalar(1.702)])])]);
            case "gelu":
                var erf = graph.Add("Erf", [graph.Add("Div", [x, graph.Scalar(1.4142135623730951)])]);
                return graph.Add("Mul", [graph.Add("Mul", [x, graph.Scalar(0.5)]), graph.Add("Add", [erf, graph.Scalar(1)])]);
            case "gelu_tanh":
                var cube = graph.Add("Mul", [graph.Add("Mul", [x, graph.Add("Mul", [x, x])]), graph.Scalar(0.044715)]);
                var tanh = graph.Add("Tanh", [graph.Add("Mul", [graph.Add("Add", [x, cube]), graph.Scalar(0.7978845608028654)])]);
                return graph.Add("Mul", [graph.Add("Mul", [x, graph.Scalar(0.5)]), graph.Add("Add", [tanh, graph.Scalar(1)])]);
            default:
                throw new ArgumentException($"No formula for {name}.", nameof(name));
        }
    }

    /// <summary>Rows x (heads * size) to heads x rows x size.</summary>
    public static string SplitHeads(this OnnxGraph graph, string x, int heads, int size) => graph.Add(
        "Transpose", [graph.Add("Reshape", [x, graph.Integers(-1, heads, size)])], ("perm", new long[] { 1, 0, 2 }));

    /// <summary>Softmax attention over heads x rows x size, with a mask that is added to the scores, or none; back to rows x (heads * size).</summary>
    public static string Attention(this OnnxGraph graph, string query, string key, string value, int heads, int size, string? mask = null)
    {
        var scores = graph.Add("MatMul", [query, graph.Add("Transpose", [key], ("perm", new long[] { 0, 2, 1 }))]);
        scores = graph.Add("Mul", [scores, graph.Scalar(1 / Math.Sqrt(size))]);
        if (mask is not null) scores = graph.Add("Add", [scores, mask]);
        var mixed = graph.Add("MatMul", [graph.Add("Softmax", [scores], ("axis", -1)), value]);
        return graph.Add("Reshape", [graph.Add("Transpose", [mixed], ("perm", new long[] { 1, 0, 2 })), graph.Integers(-1, heads * size)]);
    }
}
