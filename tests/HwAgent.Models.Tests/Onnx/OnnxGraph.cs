using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace HwAgent.Models.Tests.Onnx;

/// <summary>
/// A graph of ONNX operators (operator set 17), built node by node and run by ONNX Runtime: an implementation of every operator that shares no code
/// with this repository. Field numbers are those of onnx.proto3.
/// </summary>
internal sealed class OnnxGraph
{
    private const int Float = 1, Int64 = 7;

    private readonly List<Action<MemoryStream>> _nodes = [];
    private readonly List<Action<MemoryStream>> _tensors = [];
    private int _names;

    /// <summary>A constant of the graph; returns its name.</summary>
    public string Constant(float[] values, params long[] shape)
    {
        if (values.Length != shape.Aggregate(1L, (a, b) => a * b)) throw new ArgumentException($"{values.Length} values are not [{string.Join(", ", shape)}].", nameof(values));
        return Tensor(Float, MemoryMarshal.AsBytes<float>(values).ToArray(), shape);
    }

    /// <summary>A scalar constant.</summary>
    public string Scalar(double value) => Constant([(float)value]);

    /// <summary>A constant list of integers, as shapes and axes are given.</summary>
    public string Integers(params long[] values) => Tensor(Int64, MemoryMarshal.AsBytes<long>(values).ToArray(), [values.Length]);

    /// <summary>Adds a node of one output and returns that output's name.</summary>
    public string Add(string operation, string[] inputs, params (string Name, object Value)[] attributes) => AddMany(operation, inputs, 1, attributes)[0];

    /// <summary>Adds a node of several outputs.</summary>
    public string[] AddMany(string operation, string[] inputs, int outputs, params (string Name, object Value)[] attributes)
    {
        var names = Enumerable.Range(0, outputs).Select(_ => NewName()).ToArray();
        _nodes.Add(graph => WriteMessage(graph, 1, node =>
        {
            foreach (var input in inputs) WriteString(node, 1, input);
            foreach (var name in names) WriteString(node, 2, name);
            WriteString(node, 4, operation);
            foreach (var (name, value) in attributes) WriteMessage(node, 5, attribute => WriteAttribute(attribute, name, value));
        }));
        return names;
    }

    /// <summary>Runs the graph and returns one of its float32 values.</summary>
    public float[] Run(string output)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL };
        using var session = new InferenceSession(Model(output), options);
        using var results = session.Run([], [output]);
        return [.. results[0].AsEnumerable<float>()];
    }

    private byte[] Model(string output)
    {
        using var model = new MemoryStream();
        WriteInteger(model, 1, 8);
        WriteMessage(model, 7, graph =>
        {
            foreach (var write in _nodes) write(graph);
            WriteString(graph, 2, "graph");
            foreach (var write in _tensors) write(graph);
            WriteMessage(graph, 12, value =>
            {
                WriteString(value, 1, output);
                WriteMessage(value, 2, type => WriteMessage(type, 1, tensor => WriteInteger(tensor, 1, Float)));
            });
        });
        WriteMessage(model, 8, operators =>
        {
            WriteString(operators, 1, "");
            WriteInteger(operators, 2, 17);
        });
        return model.ToArray();
    }

    private string Tensor(int type, byte[] data, long[] shape)
    {
        var name = NewName();
        _tensors.Add(graph => WriteMessage(graph, 5, tensor =>
        {
            foreach (var length in shape) WriteInteger(tensor, 1, length);
            WriteInteger(tensor, 2, type);
            WriteString(tensor, 8, name);
            WriteBytes(tensor, 9, data);
        }));
        return name;
    }

    private static void WriteAttribute(MemoryStream attribute, string name, object value)
    {
        WriteString(attribute, 1, name);
        switch (value)
        {
            case float number:
                Write(attribute, coded =>
                {
                    coded.WriteTag(2, WireFormat.WireType.Fixed32);
                    coded.WriteFloat(number);
                });
                WriteInteger(attribute, 20, 1);
                break;
            case int number:
                WriteInteger(attribute, 3, number);
                WriteInteger(attribute, 20, 2);
                break;
            case string text:
                WriteString(attribute, 4, text);
                WriteInteger(attribute, 20, 3);
                break;
            case long[] numbers:
                foreach (var number in numbers) WriteInteger(attribute, 8, number);
                WriteInteger(attribute, 20, 7);
                break;
            default:
                throw new ArgumentException($"{value.GetType()} is no attribute.", nameof(value));
        }
    }

    private string NewName() => $"v{_names++}";

    private static void WriteInteger(MemoryStream stream, int field, long value) => Write(stream, coded =>
    {
        coded.WriteTag(field, WireFormat.WireType.Varint);
        coded.WriteInt64(value);
    });

    private static void WriteString(MemoryStream stream, int field, string value) => WriteBytes(stream, field, System.Text.Encoding.UTF8.GetBytes(value));

    private static void WriteMessage(MemoryStream stream, int field, Action<MemoryStream> content)
    {
        using var inner = new MemoryStream();
        content(inner);
        WriteBytes(stream, field, inner.ToArray());
    }

    private static void WriteBytes(MemoryStream stream, int field, byte[] value) => Write(stream, coded =>
    {
        coded.WriteTag(field, WireFormat.WireType.LengthDelimited);
        coded.WriteBytes(ByteString.CopyFrom(value));
    });

    private static void Write(MemoryStream stream, Action<CodedOutputStream> write)
    {
        using var coded = new CodedOutputStream(stream, leaveOpen: true);
        write(coded);
    }
}
