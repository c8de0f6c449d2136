using Google.Protobuf;
using HwAgent.Core.Models;
using HwAgent.Models.Onnx;
using Microsoft.ML.OnnxRuntime;
using Onnx;

namespace HwAgent.Models.Tests.Onnx;

/// <summary>Matrix products of ONNX models; ONNX Runtime loads the same bytes, so that the models are valid and their shapes what it infers.</summary>
public sealed class OnnxProductsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_EachKindOfNode_IsItsProduct()
    {
        var graph = new GraphProto { Name = "graph" };
        Input(graph, "x", 2, 5, 12);
        Input(graph, "image", 1, 6, 8, 8);
        Weights(graph, "w", 12, 7);
        Weights(graph, "transposed", 4, 7);
        Weights(graph, "patches", 10, 6, 4, 4);
        Weights(graph, "depthwise", 10, 1, 1, 1);
        Node(graph, "MatMul", "proj", ["x", "w"], [2, 5, 7]);
        Node(graph, "Transpose", "keys", ["proj"], [2, 7, 5], new AttributeProto { Name = "perm", Type = AttributeProto.Types.AttributeType.Ints, Ints = { 0, 2, 1 } });
        Node(graph, "MatMul", "scores", ["proj", "keys"], [2, 5, 5]);
        Node(graph, "Softmax", "mixed", ["scores"], [2, 5, 5]);
        Node(graph, "Flatten", "flat", ["proj"], [10, 7], new AttributeProto { Name = "axis", Type = AttributeProto.Types.AttributeType.Int, I = 2 });
        Node(graph, "Gemm", "head", ["flat", "transposed"], [10, 4], new AttributeProto { Name = "transB", Type = AttributeProto.Types.AttributeType.Int, I = 1 });
        Node(graph, "Conv", "embed", ["image", "patches"], [1, 10, 2, 2], new AttributeProto { Name = "strides", Type = AttributeProto.Types.AttributeType.Ints, Ints = { 4, 4 } });
        Node(graph, "Conv", "scaled", ["embed", "depthwise"], [1, 10, 2, 2], new AttributeProto { Name = "group", Type = AttributeProto.Types.AttributeType.Int, I = 10 });
        foreach (var name in (string[])["head", "mixed", "scaled"]) Output(graph, name);
        var path = Write(graph);

        using (var session = new InferenceSession(path))
        {
            foreach (var output in graph.Output) Assert.Equal(output.Type.TensorType.Shape.Dim.Select(d => (int)d.DimValue), session.OutputMetadata[output.Name].Dimensions);
        }

        var read = OnnxProducts.Read(path);

        Assert.Equal(
        [
            // The batch of one operand is rows; that of both is products of their own.
            new("proj", "MatMul", 1, 10, 7, 12, true),
            new("scores", "MatMul", 2, 5, 5, 7, false),
            new("head", "Gemm", 1, 10, 4, 7, true),
            new("embed", "Conv", 1, 4, 10, 96, true),
            new OnnxProduct("scaled", "Conv", 10, 4, 1, 1, true),
        ], read.Products);
        Assert.Equal([("Flatten", 1), ("Softmax", 1), ("Transpose", 1)], read.LeftOut.Select(t => (t.Key, t.Value)));
    }

    [Fact]
    public void Read_ModelThatCannotBeMapped_SaysWhichNodeAndWhatToDo()
    {
        (string Message, Action<GraphProto> Build)[] cases =
        [
            ("y: its tensor 'x' has open sizes: [?, 12]", g => Product(g, "MatMul", Sizes("x", 0, 12))),
            ("y: the shape of its tensor 'x' is not in the file", g => Product(g, "MatMul", new ValueInfoProto { Name = "other" })),
            ("y: it multiplies [3, 11] by [12, 7]", g => Product(g, "MatMul", Sizes("x", 3, 11))),
            ("y: nodes of type Einsum are not read", g => Product(g, "Einsum", Sizes("x", 3, 12))),
            ("graph: it has no matrix product", g => Product(g, "Add", Sizes("x", 12, 7))),
            ("y: it convolves [3, 12] with [12, 7]", g => Product(g, "Conv", Sizes("x", 3, 12))),
            ("y: its windows overlap (kernel [3, 3])", Overlapping),
            ("graph: it has no nodes", _ => { }),
        ];
        foreach (var (message, build) in cases)
        {
            var graph = new GraphProto { Name = "graph" };
            build(graph);
            var error = Assert.Throws<InvalidModelException>(() => OnnxProducts.Read(Write(graph)));
            Assert.Contains(message, error.Message, StringComparison.Ordinal);
            Assert.NotEmpty(error.Advice);
        }
    }

    [Fact]
    public void Read_BytesThatAreNoModel_AreRefused()
    {
        var random = new Random(7);
        var graph = new GraphProto { Name = "graph" };
        Product(graph, "MatMul", Sizes("x", 3, 12));
        var valid = new ModelProto { IrVersion = 8, Graph = graph }.ToByteArray();
        var path = Path.Combine(_folder.Path, "damaged.onnx");
        for (var i = 0; i < 300; i++)
        {
            byte[] bytes = [.. valid];
            for (var edits = random.Next(1, 4); edits > 0; edits--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(path, bytes[..(random.Next(2) == 0 ? bytes.Length : random.Next(bytes.Length))]);
            try
            {
                Assert.All(OnnxProducts.Read(path).Products, p => Assert.True(p.Heads >= 1 && p.M >= 1 && p.N >= 1 && p.K >= 1, p.ToString()));
            }
            catch (InvalidModelException e)
            {
                Assert.Equal(path, e.File);
            }
        }

        Assert.Contains("there is no such file", Assert.Throws<InvalidModelException>(() => OnnxProducts.Read(path + "x")).Message, StringComparison.Ordinal);
    }

    private static void Product(GraphProto graph, string type, ValueInfoProto input)
    {
        graph.Input.Add(input);
        Weights(graph, "w", 12, 7);
        Node(graph, type, "y", ["x", "w"], [3, 7]);
    }

    private static void Overlapping(GraphProto graph)
    {
        Input(graph, "x", 1, 2, 8, 8);
        Weights(graph, "w", 4, 2, 3, 3);
        Node(graph, "Conv", "y", ["x", "w"], [1, 4, 6, 6]);
    }

    private string Write(GraphProto graph)
    {
        var path = Path.Combine(_folder.Path, $"{Guid.NewGuid():N}.onnx");
        File.WriteAllBytes(path, new ModelProto { IrVersion = 8, Graph = graph, OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 17 } } }.ToByteArray());
        return path;
    }

    private static void Input(GraphProto graph, string name, params long[] shape) => graph.Input.Add(Sizes(name, shape));

    private static void Weights(GraphProto graph, string name, params long[] shape) => graph.Initializer.Add(new TensorProto
    {
        Name = name,
        DataType = (int)TensorProto.Types.DataType.Float,
        Dims = { shape },
        RawData = ByteString.CopyFrom(new byte[4 * shape.Aggregate(1L, (a, b) => a * b)]),
    });

    private static void Node(GraphProto graph, string type, string output, string[] inputs, long[] shape, params AttributeProto[] attributes)
    {
        graph.Node.Add(new NodeProto { OpType = type, Input = { inputs }, Output = { output }, Attribute = { attributes } });
        graph.ValueInfo.Add(Sizes(output, shape));
    }

    /// <summary>Turns what a node computes into a result of the graph.</summary>
    private static void Output(GraphProto graph, string name)
    {
        var value = graph.ValueInfo.Single(v => v.Name == name);
        graph.ValueInfo.Remove(value);
        graph.Output.Add(value);
    }

    private static ValueInfoProto Sizes(string name, params long[] shape) => new()
    {
        Name = name,
        Type = new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor
            {
                ElemType = (int)TensorProto.Types.DataType.Float,
                Shape = new TensorShapeProto { Dim = { shape.Select(s => s == 0 ? new TensorShapeProto.Types.Dimension { DimParam = "batch" } : new TensorShapeProto.Types.Dimension { DimValue = s }) } },
            },
        },
    };
}
