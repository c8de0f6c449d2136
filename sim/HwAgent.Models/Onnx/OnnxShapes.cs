using HwAgent.Core.Models;
using Onnx;

namespace HwAgent.Models.Onnx;

/// <summary>Shapes of a graph's tensors as the file has them or as they follow from its inputs and constants, and which of them are constants.</summary>
internal sealed class OnnxShapes
{
    private const string Advice = "give the inputs fixed sizes and run onnx.shape_inference.infer_shapes on the model";

    private readonly OnnxIntegers _integers = new();

    // Where the unknown begins: for a tensor without a shape, the first on its way that has none.
    private readonly Dictionary<string, string> _causes = new(StringComparer.Ordinal);

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

        foreach (var tensor in graph.Initializer) AddConstant(tensor.Name, tensor);
        // Nodes come after what they use.
        foreach (var node in graph.Node)
        {
            if (node is { OpType: "Constant", Output.Count: 1 } && node.Attribute.FirstOrDefault(a => a.Name == "value")?.T is { } value) AddConstant(node.Output[0], value);
            else if (node.Input.Count > 0 && node.Input.All(i => i.Length == 0 || _constants.Contains(i))) _constants.UnionWith(node.Output);
            Infer(node);
        }
    }

    public bool IsConstant(string tensor) => _constants.Contains(tensor);

    /// <summary>The shape of a tensor, every size at least 1.</summary>
    /// <exception cref="InvalidModelException">It is not in the file and does not follow from it, or a size is open.</exception>
    public IReadOnlyList<long> Of(string tensor, string node)
    {
        if (Known(tensor) is { } known) return known;
        if (_causes.TryGetValue(tensor, out var cause)) throw new InvalidModelException(_file, node, $"the shape of its tensor '{tensor}' is not in the file: {cause}", Advice);
        if (!_shapes.TryGetValue(tensor, out var shape)) throw new InvalidModelException(_file, node, $"the shape of its tensor '{tensor}' is not in the file", Advice);
        throw new InvalidModelException(_file, node, $"its tensor '{tensor}' has open sizes: {Text(shape)}", Advice);
    }

    private IReadOnlyList<long>? Known(string tensor) => _shapes.TryGetValue(tensor, out var shape) && shape.All(size => size is >= 1 and <= int.MaxValue) ? shape : null;

    private void Infer(NodeProto node)
    {
        _integers.Add(node, node.Input.Count > 0 ? Known(node.Input[0]) : null);
        var missing = node.Output.Where(o => o.Length > 0 && Known(o) is null).ToList();
        if (missing.Count == 0) return;
        var shapes = new OnnxInference(node, Known, _integers).Shapes() ?? [];
        for (var i = 0; i < Math.Min(shapes.Count, node.Output.Count); i++)
        {
            if (missing.Contains(node.Output[i])) _shapes[node.Output[i]] = shapes[i];
        }

        var unknown = node.Input.FirstOrDefault(i => i.Length > 0 && Known(i) is null);
        foreach (var output in missing.Where(o => Known(o) is null))
            _causes[output] = unknown is null ? $"that of '{output}' does not follow from the inputs of its {node.OpType}" : _causes.GetValueOrDefault(unknown) ?? (_shapes.TryGetValue(unknown, out var open) ? $"'{unknown}' before it has open sizes: {Text(open)}" : $"neither is that of '{unknown}' before it");
    }

    private void AddConstant(string name, TensorProto tensor)
    {
        _shapes[name] = [.. tensor.Dims];
        _constants.Add(name);
        _integers.Add(name, tensor);
    }

    private static string Text(IReadOnlyList<long> shape) => $"[{string.Join(", ", shape.Select(s => s < 1 ? "?" : $"{s}"))}]";
}
