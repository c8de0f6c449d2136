using System.Runtime.InteropServices;
using Google.Protobuf;
using HwAgent.Core.Models;
using HwAgent.Models.Onnx;
using Microsoft.ML.OnnxRuntime;
using Onnx;

namespace HwAgent.Models.Tests.Onnx;

/// <summary>Shapes that follow from inputs and constants alone, held against those that ONNX Runtime infers.</summary>
public sealed class OnnxInferenceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly GraphProto _graph = new() { Name = "graph" };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_EachOperator_IsWhatOnnxRuntimeInfers()
    {
        EachOperator();
        var path = Write();
        using var session = new InferenceSession(path);
        var shapes = new OnnxShapes(_graph, path);
        foreach (var name in _graph.Output.Select(o => o.Name))
        {
            int[] expected = session.OutputMetadata[name].Dimensions;
            Assert.DoesNotContain(-1, expected);
            Assert.True(shapes.Of(name, name).Select(s => (int)s).SequenceEqual(expected), $"{name}: [{string.Join(", ", shapes.Of(name, name))}] and not [{string.Join(", ", expected)}]");
        }
    }

    [Fact]
    public void Read_DamagedModel_IsReadOrRefused()
    {
        EachOperator();
        var valid = File.ReadAllBytes(Write());
        var random = new Random(11);
        var path = Path.Combine(_folder.Path, "damaged.onnx");
        for (var i = 0; i < 2000; i++)
        {
            byte[] bytes = [.. valid];
            for (var edits = random.Next(1, 6); edits > 0; edits--) bytes[random.Next(bytes.Length)] = (byte)(random.Next(2) == 0 ? 0xFF : random.Next(256));
            File.WriteAllBytes(path, bytes);
            try
            {
                Assert.All(OnnxProducts.Read(path).Products, p => Assert.True(p.Heads >= 1 && p.M >= 1 && p.N >= 1 && p.K >= 1, p.ToString()));
            }
            catch (InvalidModelException e)
            {
                Assert.Equal(path, e.File);
            }
        }
    }

    [Fact]
    public void Read_ProductsWithoutShapesInTheFile_AreRead()
    {
        Input("x", 2, 5, 12);
        Weights("up", 12, 48);
        Weights("down", 48, 12);
        Node("MatMul", "inner", ["x", "up"]);
        Node("Relu", "active", ["inner"]);
        Node("MatMul", "outer", ["active", "down"]);

        Assert.Equal([new("inner", "MatMul", 1, 10, 48, 12, true), new OnnxProduct("outer", "MatMul", 1, 10, 12, 48, true)], OnnxProducts.Read(Write()).Products);
    }

    [Fact]
    public void Read_ShapeThatDoesNotFollow_NamesTheFirstTensorWithoutOne()
    {
        (string Message, Action Build)[] cases =
        [
            ("y: the shape of its tensor 'mixed' is not in the file: that of 'odd' does not follow from the inputs of its NonZero", () => Node("NonZero", "odd", ["x"])),
            ("y: the shape of its tensor 'mixed' is not in the file: 'open' before it has open sizes: [?, 12]", () => { Input("open", 0, 12); Node("Relu", "odd", ["open"]); }),
        ];
        foreach (var (message, build) in cases)
        {
            _graph.Node.Clear();
            _graph.Output.Clear();
            _graph.Initializer.Clear();
            _graph.Input.Clear();
            Input("x", 3, 12);
            Weights("w", 12, 7);
            build();
            Node("Relu", "mixed", ["odd"]);
            Node("MatMul", "y", ["mixed", "w"]);

            var error = Assert.Throws<InvalidModelException>(() => OnnxProducts.Read(Write()));

            Assert.Contains(message, error.Message, StringComparison.Ordinal);
            Assert.Contains("infer_shapes", error.Advice, StringComparison.Ordinal);
        }
    }

    private void EachOperator()
    {
        Input("x", 2, 5, 12);
        Input("row", 1, 1, 12);
        Input("image", 1, 6, 9, 8);
        Weights("w", 12, 7);
        Weights("vector", 12);
        Weights("kernel", 10, 3, 3, 2);
        Weights("scale", 6);
        Integers("heads", 2, 0, 3, -1);
        Integers("axis1", 1);
        Integers("axisLast", -1);
        Integers("from", 1, 0);
        Integers("to", 9223372036854775807, -3);
        Integers("axes", 1, 2);
        Integers("steps", 2, 1);
        Integers("parts", 2, 3);
        Integers("pick", 3, 0);
        Integers("zero", 0);

        Node("Relu", "relu", ["x"]);
        Node("Add", "added", ["x", "row"]);
        Node("MatMul", "product", ["relu", "w"]);
        Node("MatMul", "column", ["relu", "vector"]);
        Node("Transpose", "turned", ["product"], Ints("perm", 0, 2, 1));
        Node("Transpose", "reversed", ["product"]);
        Node("Softmax", "soft", ["turned"], Int("axis", -1));
        Node("LayerNormalization", "normed", ["x", "vector"]);
        Node("Reshape", "split_heads", ["x", "heads"]);
        Node("Flatten", "flat", ["x"], Int("axis", 2));
        Node("Gemm", "gemm", ["flat", "w"]);
        Node("Concat", "joined", ["x", "relu"], Int("axis", 1));
        Node("Unsqueeze", "wider", ["x", "axis1"]);
        Node("Squeeze", "narrower", ["wider", "axis1"]);
        Node("Gather", "picked", ["x", "pick"], Int("axis", 2));
        Node("Slice", "sliced", ["x", "from", "to", "axes", "steps"]);
        Split("halves", 2, ["x", "parts"], Int("axis", 1));
        Node("ReduceMean", "mean", ["x"], Ints("axes", -1));
        Node("ReduceSum", "sum", ["x", "axisLast"], Int("keepdims", 0));
        Node("Conv", "conv", ["image", "kernel"], Int("group", 2), Ints("strides", 2, 1), Ints("pads", 1, 0, 1, 0), Ints("dilations", 1, 2));
        Node("Conv", "same", ["image", "kernel"], Int("group", 2), Ints("strides", 2, 2), new AttributeProto { Name = "auto_pad", Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8("SAME_UPPER") });
        Node("MaxPool", "pooled", ["image"], Ints("kernel_shape", 2, 2), Ints("strides", 2, 2));
        Node("AveragePool", "averaged", ["image"], Ints("kernel_shape", 2, 3), Int("ceil_mode", 1), Ints("strides", 2, 2));
        Node("GlobalAveragePool", "global", ["image"]);
        Node("BatchNormalization", "batched", ["image", "scale", "scale", "scale", "scale"]);
        // What exporters write for x.view(x.shape[0], -1, 4).
        Node("Shape", "sizes", ["x"]);
        Node("Gather", "batch", ["sizes", "zero"], Int("axis", 0));
        Node("Constant", "rest", [], Ints("value_ints", -1, 4));
        Node("Concat", "target", ["batch", "rest"], Int("axis", 0));
        Node("Reshape", "viewed", ["x", "target"]);
    }

    private string Write()
    {
        var path = Path.Combine(_folder.Path, $"{Guid.NewGuid():N}.onnx");
        File.WriteAllBytes(path, new ModelProto { IrVersion = 8, Graph = _graph, OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 17 } } }.ToByteArray());
        return path;
    }

    private void Input(string name, params long[] shape) => _graph.Input.Add(new ValueInfoProto
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
    });

    private void Weights(string name, params long[] shape) => _graph.Initializer.Add(new TensorProto
    {
        Name = name, DataType = (int)TensorProto.Types.DataType.Float, Dims = { shape }, RawData = ByteString.CopyFrom(new byte[4 * shape.Aggregate(1L, (a, b) => a * b)]),
    });

    private void Integers(string name, params long[] values) => _graph.Initializer.Add(new TensorProto
    {
        Name = name, DataType = (int)TensorProto.Types.DataType.Int64, Dims = { values.Length }, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<long>(values)),
    });

    /// <summary>A node whose result is one of the graph, its shape not in the file.</summary>
    private void Node(string type, string output, string[] inputs, params AttributeProto[] attributes) => Add(type, [output], inputs, attributes);

    private void Split(string output, int parts, string[] inputs, params AttributeProto[] attributes) => Add("Split", [.. Enumerable.Range(0, parts).Select(i => $"{output}{i}")], inputs, attributes);

    private void Add(string type, string[] outputs, string[] inputs, AttributeProto[] attributes)
    {
        _graph.Node.Add(new NodeProto { OpType = type, Input = { inputs }, Output = { outputs }, Attribute = { attributes } });
        foreach (var output in outputs)
        {
            var isInteger = output is "sizes" or "batch" or "rest" or "target";
            _graph.Output.Add(new ValueInfoProto { Name = output, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)(isInteger ? TensorProto.Types.DataType.Int64 : TensorProto.Types.DataType.Float) } } });
        }
    }

    private static AttributeProto Int(string name, long value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    private static AttributeProto Ints(string name, params long[] values) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { values } };
}
