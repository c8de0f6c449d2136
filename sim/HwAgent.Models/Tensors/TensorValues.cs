using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using HwAgent.Core.Models;

namespace HwAgent.Models.Tensors;

/// <summary>Element types to float32.</summary>
internal static class TensorValues
{
    /// <summary>Values of a block of Q8_0 and Q4_0 of ggml: they share one scale.</summary>
    public const int BlockValues = 32;

    /// <summary>Values converted at a time; a multiple of <see cref="BlockValues"/>.</summary>
    private const int Step = 4096;

    public static bool IsReadable(string type) => type is "F32" or "F16" or "BF16" or "Q8_0" or "Q4_0";

    /// <summary>Reads a whole tensor.</summary>
    /// <param name="file">Holds it.</param>
    /// <param name="dataStart">Byte of the file from which its offset counts.</param>
    /// <param name="tensor">Which; its place and size have been checked.</param>
    /// <exception cref="InvalidModelException">As for <see cref="ITensorSource.Read"/>.</exception>
    public static float[] Read(IByteSource file, long dataStart, TensorInfo tensor)
    {
        if (!tensor.IsReadable)
            throw new InvalidModelException(file.Name, tensor.Name, $"element type {tensor.Type} is not supported", "convert the model to F32, F16, BF16, Q8_0 or Q4_0");
        if (tensor.Elements > Array.MaxLength)
            throw new InvalidModelException(file.Name, tensor.Name, $"has {tensor.Elements} values, more than one array holds", $"give a model whose tensors have at most {Array.MaxLength} values");
        var values = new float[tensor.Elements];
        Span<byte> buffer = stackalloc byte[2 * Step];
        var offset = dataStart + tensor.Offset;
        for (var start = 0; start < values.Length;)
        {
            var target = values.AsSpan(start, Math.Min(Step, values.Length - start));
            var bytes = tensor.Type == "F32" ? MemoryMarshal.AsBytes(target) : buffer[..ByteCount(tensor.Type, target.Length)];
            file.Read(offset, bytes);
            Convert(tensor.Type, bytes, target);
            offset += bytes.Length;
            start += target.Length;
        }

        return FindNotFinite(values) is { } index ? throw NotFinite(file.Name, tensor.Name, values, index) : values;
    }

    /// <summary>Index of the first infinity or NaN, which would spread to everything behind it; null when there is none.</summary>
    public static int? FindNotFinite(ReadOnlySpan<float> values)
    {
        // IsFiniteAll says no of nothing at all.
        if (values.IsEmpty || TensorPrimitives.IsFiniteAll(values)) return null;
        var index = 0;
        while (float.IsFinite(values[index])) index++;
        return index;
    }

    public static InvalidModelException NotFinite(string file, string tensor, ReadOnlySpan<float> values, int index) =>
        new(file, tensor, $"value {index} is {values[index]}, not a finite number", "fetch the file again, or take a checkpoint that did not diverge");

    private static int ByteCount(string type, int count) => type switch
    {
        "Q8_0" => count / BlockValues * (2 + BlockValues),
        "Q4_0" => count / BlockValues * (2 + BlockValues / 2),
        _ => 2 * count,
    };

    private static void Convert(string type, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        switch (type)
        {
            case "F16":
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), values);
                break;
            case "BF16":
                var upper = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (var i = 0; i < values.Length; i++) values[i] = BitConverter.UInt32BitsToSingle((uint)upper[i] << 16);
                break;
            case "Q8_0":
                ConvertQ8(bytes, values);
                break;
            case "Q4_0":
                ConvertQ4(bytes, values);
                break;
        }
    }

    /// <summary>ggml's block_q8_0: a float16 scale, then 32 signed bytes.</summary>
    private static void ConvertQ8(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (var block = 0; block < values.Length / BlockValues; block++)
        {
            var source = bytes.Slice(block * (2 + BlockValues), 2 + BlockValues);
            var scale = (float)BinaryPrimitives.ReadHalfLittleEndian(source);
            for (var i = 0; i < BlockValues; i++) values[block * BlockValues + i] = scale * (sbyte)source[2 + i];
        }
    }

    /// <summary>ggml's block_q4_0: a float16 scale, then 16 bytes with value i in the low and value i + 16 in the high half, both offset by 8.</summary>
    private static void ConvertQ4(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        const int Half = BlockValues / 2;
        for (var block = 0; block < values.Length / BlockValues; block++)
        {
            var source = bytes.Slice(block * (2 + Half), 2 + Half);
            var scale = (float)BinaryPrimitives.ReadHalfLittleEndian(source);
            for (var i = 0; i < Half; i++)
            {
                values[block * BlockValues + i] = scale * ((source[2 + i] & 15) - 8);
                values[block * BlockValues + Half + i] = scale * ((source[2 + i] >> 4) - 8);
            }
        }
    }
}
