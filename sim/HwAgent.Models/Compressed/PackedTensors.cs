using HwAgent.Core.Compression;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;
using HwAgent.Models.Safetensors;

namespace HwAgent.Models.Compressed;

/// <summary>
/// Parts of a compressed model in a safetensors file: a matrix as <c>NAME.weight</c> (packed rows one after another), <c>NAME.scale</c> (float32, one a row), with
/// groups <c>NAME.group</c> (bytes of the rows below 8 bits), and <c>NAME.bias</c>; norms in float32.
/// </summary>
internal static class PackedTensors
{
    private const string Advice = "compress the model again";

    /// <summary>The name of a matrix: the decoder's have none of their component.</summary>
    public static string Name(WeightMatrix matrix) => matrix.Component switch
    {
        ModelComponent.VisionEncoder => "vision.",
        ModelComponent.Projector => "projector.",
        _ => "",
    } + (matrix.Kind is DecoderModule.Embedding or DecoderModule.Head ? $"{matrix.Kind}" : $"{matrix.Block}.{matrix.Kind}");

    public static ManifestMatrix Describe(string name, QuantisedLinear linear)
    {
        var runs = new List<RowRun>();
        foreach (var bits in linear.RowBits)
        {
            if (runs.Count > 0 && runs[^1].Bits == bits) runs[^1] = runs[^1] with { Rows = runs[^1].Rows + 1 };
            else runs.Add(new RowRun(1, bits));
        }

        return new ManifestMatrix(name, linear.Outputs, linear.Inputs, linear.GroupSize, runs);
    }

    public static void AddMatrix(SafetensorsWriter writer, string name, QuantisedLinear linear)
    {
        var packed = Pack(linear);
        writer.Add(name + ".weight", "U8", packed, packed.Length);
        writer.AddFloats(name + ".scale", linear.RowScales.Select(scale => (float)scale).ToArray(), linear.Outputs);
        if (linear.GroupScales is not null)
        {
            var groups = NarrowRows(linear.RowBits).SelectMany(row => linear.GroupScales.Skip(row * linear.Groups).Take(linear.Groups)).ToArray();
            writer.Add(name + ".group", "U8", groups, groups.Length);
        }

        if (linear.Bias is { } bias) writer.AddFloats(name + ".bias", bias, bias.Length);
    }

    /// <summary>A matrix; its size is checked against the file before anything is allocated for it.</summary>
    public static QuantisedLinear ReadMatrix(ManifestMatrix entry, SafetensorsFile tensors)
    {
        var name = entry.Name;
        if (entry.Outputs < 1 || entry.Inputs < 1 || entry.GroupSize is not (0 or 32 or 64 or 128)) throw Wrong(tensors, name, $"{entry.Outputs} x {entry.Inputs} in groups of {entry.GroupSize} is no shape");
        if (entry.Widths.FirstOrDefault(run => run.Rows < 1 || run.Bits is not (2 or 3 or 4 or 8)) is { } odd) throw Wrong(tensors, name, $"{odd.Rows} rows of {odd.Bits} bits are no width");
        if (entry.Widths.Sum(run => (long)run.Rows) != entry.Outputs) throw Wrong(tensors, name, $"its widths are not those of {entry.Outputs} rows");
        var packed = Bytes(name + ".weight", entry.Widths.Sum(run => run.Rows * (((long)entry.Inputs * run.Bits + 7) / 8)), tensors);
        var scales = Floats(name + ".scale", entry.Outputs, tensors);
        if (Array.FindIndex(scales, scale => !(scale > 0)) is var bad and >= 0) throw Wrong(tensors, name + ".scale", $"value {bad} is {scales[bad]}, not above 0");

        byte[] rowBits = [.. entry.Widths.SelectMany(run => Enumerable.Repeat((byte)run.Bits, run.Rows))];
        if ((long)entry.Outputs * entry.Inputs > Array.MaxLength) throw Wrong(tensors, name, "has more weights than an array holds");
        var values = new sbyte[entry.Outputs * entry.Inputs];
        var at = 0;
        for (var row = 0; row < entry.Outputs; row++)
        {
            var length = WeightPacking.Bytes(entry.Inputs, rowBits[row]);
            WeightPacking.Unpack(packed.AsSpan(at, length), rowBits[row], values.AsSpan(row * entry.Inputs, entry.Inputs));
            at += length;
        }

        var bias = tensors.Tensors.ContainsKey(name + ".bias") ? Floats(name + ".bias", entry.Outputs, tensors) : null;
        return new QuantisedLinear(entry.Outputs, entry.Inputs, values, rowBits, [.. scales.Select(scale => (double)scale)], entry.GroupSize, entry.GroupSize == 0 ? null : Groups(entry, rowBits, tensors), bias);
    }

    private static byte[] Groups(ManifestMatrix entry, byte[] rowBits, SafetensorsFile tensors)
    {
        var groups = (entry.Inputs + entry.GroupSize - 1) / entry.GroupSize;
        var result = new byte[entry.Outputs * groups];
        Array.Fill(result, (byte)1);
        var narrow = NarrowRows(rowBits).ToList();
        var stored = Bytes(entry.Name + ".group", (long)narrow.Count * groups, tensors);
        for (var i = 0; i < stored.Length; i++)
        {
            var row = narrow[i / groups];
            if (stored[i] < 1 || stored[i] > 1 << (8 - rowBits[row])) throw Wrong(tensors, entry.Name + ".group", $"value {i} is {stored[i]}, not 1 to {1 << (8 - rowBits[row])}");
            result[row * groups + i % groups] = stored[i];
        }

        return result;
    }

    private static IEnumerable<int> NarrowRows(byte[] rowBits) => Enumerable.Range(0, rowBits.Length).Where(row => rowBits[row] < 8);

    private static byte[] Pack(QuantisedLinear linear)
    {
        var packed = new byte[linear.RowBits.Sum(bits => WeightPacking.Bytes(linear.Inputs, bits))];
        var at = 0;
        for (var row = 0; row < linear.Outputs; row++)
        {
            var length = WeightPacking.Bytes(linear.Inputs, linear.RowBits[row]);
            WeightPacking.Pack(linear.Values.AsSpan(row * linear.Inputs, linear.Inputs), linear.RowBits[row], packed.AsSpan(at, length));
            at += length;
        }

        return packed;
    }

    public static void AddNorm(SafetensorsWriter writer, string name, NormWeights norm, float epsilon)
    {
        if (norm.Epsilon != epsilon) throw new ArgumentException($"The norms of a compressed model share their epsilon; {name} has {norm.Epsilon} beside {epsilon}.");
        writer.AddFloats(name + ".gain", norm.Gain, norm.Gain.Length);
        if (norm.Bias is { } bias) writer.AddFloats(name + ".bias", bias, bias.Length);
    }

    public static NormWeights Norm(string name, int width, float epsilon, SafetensorsFile tensors) =>
        new(Floats(name + ".gain", width, tensors), tensors.Tensors.ContainsKey(name + ".bias") ? Floats(name + ".bias", width, tensors) : null, epsilon);

    /// <summary>A table of as many rows as it has.</summary>
    public static LinearWeights Table(string name, int width, SafetensorsFile tensors)
    {
        if (!tensors.Tensors.TryGetValue(name, out var info)) throw Wrong(tensors, name, "is missing");
        if (info.Shape.Count != 2 || info.Shape[1] != width || info.Shape[0] > int.MaxValue / Math.Max(width, 1)) throw Wrong(tensors, name, $"has the shape {string.Join(" x ", info.Shape)}, not N x {width}");
        return new LinearWeights((int)info.Shape[0], width, tensors.Read(name));
    }

    public static float[] Floats(string name, int count, SafetensorsFile tensors)
    {
        if (!tensors.Tensors.TryGetValue(name, out var info)) throw Wrong(tensors, name, "is missing");
        if (info.Type != "F32" || info.Elements != count) throw Wrong(tensors, name, $"holds {info.Elements} values of {info.Type} instead of {count} of F32");
        return tensors.Read(name);
    }

    private static byte[] Bytes(string name, long count, SafetensorsFile tensors)
    {
        if (!tensors.Tensors.TryGetValue(name, out var info)) throw Wrong(tensors, name, "is missing");
        if (info.Type != "U8" || info.Bytes != count) throw Wrong(tensors, name, $"holds {info.Bytes} bytes of {info.Type} instead of {count} of U8");
        return tensors.ReadBytes(name);
    }

    public static InvalidModelException Wrong(SafetensorsFile tensors, string field, string problem) => new(tensors.Name, field, problem, Advice);
}
