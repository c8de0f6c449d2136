using Google.Protobuf;
using HwAgent.Core.Models;
using Onnx;

namespace HwAgent.Models.Onnx;

/// <summary>
/// The matrix products of an ONNX model whose inputs have fixed sizes. Convolutions are products where their windows do not overlap (kernels of one point, patches, results of
/// one point). Nodes of other types multiply no matrices and are left out; those that do, and are not read, are refused.
/// </summary>
/// <param name="Products">In the order of the graph.</param>
/// <param name="LeftOut">Types of the nodes that are no products, with how many there are.</param>
public sealed record OnnxProducts(IReadOnlyList<OnnxProduct> Products, IReadOnlyDictionary<string, int> LeftOut)
{
    private static readonly string[] Unsupported =
        ["Einsum", "ConvTranspose", "LSTM", "GRU", "RNN", "Attention", "MultiHeadAttention", "GroupQueryAttention", "FusedMatMul", "FusedGemm", "FusedConv", "MatMulNBits", "QGemm", "DeformConv", "If", "Loop", "Scan"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidModelException">There is none, it is malformed, or a product in it has no fixed shape or cannot be read.</exception>
    public static OnnxProducts Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.Length > int.MaxValue) throw new InvalidModelException(path, "file", "it has more than 2 GiB", "save the weights as external data: their values are not read");
            return Of(ModelProto.Parser.ParseFrom(stream), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (e is InvalidProtocolBufferException) throw new InvalidModelException(path, "file", $"it is no ONNX model ({e.Message})", "check the download, or export the model again");
            throw new InvalidModelException(path, "file", e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : e.Message, "name an ONNX model");
        }
    }

    private static OnnxProducts Of(ModelProto model, string file)
    {
        if (model.Graph is not { Node.Count: > 0 } graph) throw new InvalidModelException(file, "graph", "it has no nodes", "check the download, or export the model again");
        var shapes = new OnnxShapes(graph, file);
        var products = new List<OnnxProduct>();
        var leftOut = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in graph.Node)
        {
            if (Unsupported.Contains(node.OpType)) throw new InvalidModelException(file, NameOf(node), $"nodes of type {node.OpType} are not read", "export the model with MatMul, Gemm and Conv, or give its products as a problem file");
            if (new OnnxNode(node, NameOf(node), shapes, file).Product() is { } product) products.Add(product);
            else leftOut[node.OpType] = leftOut.GetValueOrDefault(node.OpType) + 1;
        }

        return products.Count > 0 ? new OnnxProducts(products, leftOut) : throw new InvalidModelException(file, "graph", "it has no matrix product", "name a model with MatMul, Gemm or Conv");
    }

    private static string NameOf(NodeProto node) => node.Name.Length > 0 ? node.Name : node.Output.Count > 0 && node.Output[0].Length > 0 ? node.Output[0] : node.OpType;
}
