using HwAgent.Core.Models;
using Onnx;

namespace HwAgent.Models.Onnx;

/// <summary>Shapes of a graph's tensors as the file has them, and which of them are constants.</summary>
internal sealed class OnnxShapes
{
    private const string Advice = "give the inputs fixed sizes and run onnx.shape_inference.infer_shapes on the model";

    private readonly Dictionary<string, IReadOnlyList<long>> _shapes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _constants = new(StringComparer.Ordinal);
    private readonly string _file;

    public OnnxShapes(GraphProto graph, string file)
    {
        _file = file;
        foreach (var value in graph.ValueInfo.Concat(graph.Output).Concat(graph.Input))
        {
            // 0 stands for a size that is open.
            if (value.Type?.TensorType?.Shape is { } shape) _shapes[value.Name] = [.. shape.Dim.Select(d => Math.Max(0, d.DimValue))];
        }

        foreach (var tensor in graph.Initializer) AddConstant(tensor.Name, tensor.Dims);
        // Nodes come after what they use.
        foreach (var node in graph.Node)
        {
            if (node is { OpType: "Constant", Output.Count: 1 } && node.Attribute.FirstOrDefault(a => a.Name == "value")?.T is { } value) AddConstant(node.Output[0], value.Dims);
            else if (node.Input.Count > 0 && node.Input.All(i => i.Length == 0 || _constants.Contains(i))) _constants.UnionWith(node.Output);
        }
    }

    public bool IsConstant(string tensor) => _constants.Contains(tensor);

    /// <summary>The shape of a tensor, every size at least 1.</summary>
    /// <exception cref="InvalidModelException">It is not in the file, or a size is open.</exception>
    public IReadOnlyList<long> Of(string tensor, string node)
    {
        if (!_shapes.TryGetValue(tensor, out var shape)) throw new InvalidModelException(_file, node, $"the shape of its tensor '{tensor}' is not in the file", Advice);
        return shape.All(size => size is >= 1 and <= int.MaxValue) ? shape : throw new InvalidModelException(_file, node, $"its tensor '{tensor}' has open sizes: [{string.Join(", ", shape.Select(s => s < 1 ? "?" : $"{s}"))}]", Advice);
    }

    private void AddConstant(string name, IEnumerable<long> shape)
    {
        _shapes[name] = [.. shape];
        _constants.Add(name);
    }
}
