using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;
using HwAgent.Core.Models;
using HwAgent.Models.Tensors;

namespace HwAgent.Models.Safetensors;

/// <summary>
/// The header of a safetensors file: eight bytes of length, then one JSON object from tensor name to <c>dtype</c>, <c>shape</c> and
/// <c>data_offsets</c>. Checks what the reference implementation checks (github.com/huggingface/safetensors), and names twice given.
/// </summary>
internal static class SafetensorsHeader
{
    /// <summary>The limit of the reference implementation.</summary>
    private const long LongestHeader = 100_000_000;

    private const int LengthBytes = 8;

    /// <summary>Reads a header.</summary>
    /// <returns>The tensors, and the byte of the file from which their offsets count.</returns>
    /// <exception cref="InvalidModelException">The header is malformed, or does not describe the file.</exception>
    public static (OrderedDictionary<string, TensorInfo> Tensors, long DataStart) Read(IByteSource file)
    {
        if (file.Length < LengthBytes) throw Error(file, "header length", $"the file has {file.Length} bytes, less than the length of a header");
        Span<byte> prefix = stackalloc byte[LengthBytes];
        file.Read(0, prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > LongestHeader) throw Error(file, "header length", $"{length} bytes are more than the {LongestHeader} that a header may have");
        if ((long)length > file.Length - LengthBytes) throw Error(file, "header length", $"a header of {length} bytes does not fit a file of {file.Length}");

        var json = new byte[length];
        file.Read(LengthBytes, json);
        if (!Utf8.IsValid(json)) throw Error(file, "header", "is not valid UTF-8");
        var dataStart = LengthBytes + json.Length;
        var tensors = Parse(json, file, file.Length - dataStart);
        CheckLayout(tensors, file, file.Length - dataStart);
        return (tensors, dataStart);
    }

    /// <summary>Members of the object that a reader has just entered; the caller's reader stays where it is.</summary>
    /// <exception cref="JsonException">The object is malformed.</exception>
    internal static int CountMembers(Utf8JsonReader reader)
    {
        var count = 0;
        for (; reader.Read() && reader.TokenType == JsonTokenType.PropertyName; reader.Skip()) count++;
        return count;
    }

    private static OrderedDictionary<string, TensorInfo> Parse(ReadOnlySpan<byte> json, IByteSource file, long dataLength)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            Expect(ref reader, JsonTokenType.StartObject, file, "header", "a JSON object");
            var tensors = new OrderedDictionary<string, TensorInfo>(CountMembers(reader), StringComparer.Ordinal);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("__metadata__"u8)) SkipMetadata(ref reader, file);
                else
                {
                    var tensor = SafetensorsEntry.Read(ref reader, file, dataLength);
                    if (!tensors.TryAdd(tensor.Name, tensor)) throw Error(file, tensor.Name, "is given twice");
                }
            }

            // The end of the document: the reader complains about anything but white space.
            while (reader.Read()) { /* nothing may follow */ }
            return tensors;
        }
        catch (JsonException)
        {
            throw Error(file, $"header, byte {reader.BytesConsumed}", "is not valid JSON");
        }
        catch (InvalidOperationException)
        {
            throw Error(file, $"header, byte {reader.BytesConsumed}", "a string has an escape that stands for no character");
        }
    }

    /// <summary>Free text to free text; nothing here depends on it.</summary>
    private static void SkipMetadata(ref Utf8JsonReader reader, IByteSource file)
    {
        Expect(ref reader, JsonTokenType.StartObject, file, "__metadata__", "an object of strings");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) Expect(ref reader, JsonTokenType.String, file, "__metadata__", "an object of strings");
    }

    /// <summary>Tensors follow one another from the end of the header to the end of the file.</summary>
    private static void CheckLayout(OrderedDictionary<string, TensorInfo> tensors, IByteSource file, long dataLength)
    {
        var sorted = tensors.Values.ToArray();
        Array.Sort(sorted, (x, y) => x.Offset != y.Offset ? x.Offset.CompareTo(y.Offset) : x.Bytes.CompareTo(y.Bytes));
        long end = 0;
        foreach (var tensor in sorted)
        {
            if (tensor.Offset != end)
                throw Error(file, tensor.Name, $"its data begin at {tensor.Offset}, the data before end at {end}: tensors may neither overlap nor leave holes");
            end += tensor.Bytes;
        }

        if (end != dataLength) throw Error(file, "data", $"the tensors end at byte {end} of the data, which have {dataLength}");
    }

    internal static void Expect(ref Utf8JsonReader reader, JsonTokenType type, IByteSource file, string field, string expected)
    {
        if (!reader.Read() || reader.TokenType != type) throw Error(file, field, $"is not {expected}");
    }

    internal static InvalidModelException Error(IByteSource file, string field, string problem) => new(file.Name, field, problem, "fetch the file again, or write it with the safetensors library");
}
