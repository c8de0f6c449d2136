using System.Text.Json;
using HwAgent.Core.Models;
using HwAgent.Models.Tensors;

namespace HwAgent.Models.Safetensors;

/// <summary>One tensor of a <see cref="SafetensorsHeader"/>.</summary>
internal static class SafetensorsEntry
{
    private const int LargestRank = 8;

    /// <summary>Element types by name, with their widths in bits.</summary>
    private static readonly (string Name, int Bits)[] Types =
    [
        ("F64", 64), ("F32", 32), ("F16", 16), ("BF16", 16), ("F8_E4M3", 8), ("F8_E5M2", 8), ("F8_E8M0", 8), ("F6_E2M3", 6), ("F6_E3M2", 6), ("F4", 4), ("C64", 64),
        ("I64", 64), ("I32", 32), ("I16", 16), ("I8", 8), ("U64", 64), ("U32", 32), ("U16", 16), ("U8", 8), ("BOOL", 8),
    ];

    /// <param name="reader">On the property's name; afterwards at the end of its object.</param>
    /// <param name="file">For messages.</param>
    /// <param name="dataLength">Bytes behind the header.</param>
    public static TensorInfo Read(ref Utf8JsonReader reader, IByteSource file, long dataLength)
    {
        if (reader.ValueSpan.Length > TensorName.Longest) throw Error(file, "header", $"a name of {reader.ValueSpan.Length} bytes; {TensorName.Longest} are allowed");
        var name = TensorName.Check(reader.GetString()!, file.Name, "header");
        (string Name, int Bits)? type = null;
        long[]? shape = null;
        (long Start, long End)? range = null;
        SafetensorsHeader.Expect(ref reader, JsonTokenType.StartObject, file, name, "an object with dtype, shape and data_offsets");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("dtype"u8) && type is null) type = ReadType(ref reader, file, name);
            else if (reader.ValueTextEquals("shape"u8) && shape is null) shape = ReadShape(ref reader, file, name);
            else if (reader.ValueTextEquals("data_offsets"u8) && range is null) range = ReadRange(ref reader, file, name);
            else throw Error(file, name, "has a field other than dtype, shape and data_offsets, or one of them twice");
        }

        if (type is not { } known || shape is null || range is not { } place) throw Error(file, name, "lacks dtype, shape or data_offsets");
        // Both at most the file's length, so that sums stay within range.
        if (place.Start > place.End || place.End > dataLength) throw Error(file, name, $"data_offsets [{place.Start}, {place.End}] do not lie in the {dataLength} bytes of data");
        if (Bytes(shape, known.Bits) != place.End - place.Start)
            throw Error(file, name, $"{place.End - place.Start} bytes are not those of shape [{string.Join(", ", shape)}] in {known.Name}");
        return new TensorInfo(name, known.Name, shape, place.Start, place.End - place.Start);
    }

    /// <summary>Null when it cannot be counted, or is no whole number of bytes.</summary>
    private static long? Bytes(long[] shape, int bits)
    {
        UInt128 count = (UInt128)bits;
        foreach (var extent in shape)
        {
            count *= (UInt128)extent;
            if (count > long.MaxValue) return null;
        }

        return count % 8 == 0 ? (long)(count / 8) : null;
    }

    private static (string Name, int Bits) ReadType(ref Utf8JsonReader reader, IByteSource file, string name)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.String) throw Error(file, name + ".dtype", "is not a string");
        foreach (var type in Types)
            if (reader.ValueTextEquals(type.Name)) return type;
        throw Error(file, name + ".dtype", $"is none of {string.Join(", ", Types.Select(type => type.Name))}");
    }

    private static long[] ReadShape(ref Utf8JsonReader reader, IByteSource file, string name)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) throw Error(file, name + ".shape", "is not a list of extents");
        Span<long> extents = stackalloc long[LargestRank];
        var rank = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (rank == LargestRank) throw Error(file, name + ".shape", $"has more than {LargestRank} extents");
            extents[rank++] = ReadNumber(ref reader, file, name, ".shape");
        }

        return extents[..rank].ToArray();
    }

    private static (long Start, long End) ReadRange(ref Utf8JsonReader reader, IByteSource file, string name)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) throw Error(file, name + ".data_offsets", "is not a pair of offsets");
        reader.Read();
        var start = ReadNumber(ref reader, file, name, ".data_offsets");
        reader.Read();
        var end = ReadNumber(ref reader, file, name, ".data_offsets");
        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray) throw Error(file, name + ".data_offsets", "is not a pair of offsets");
        return (start, end);
    }

    /// <summary>The name of the field is put together only where it is wrong: most of what reading would allocate.</summary>
    private static long ReadNumber(ref Utf8JsonReader reader, IByteSource file, string name, string field)
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0) throw Error(file, name + field, "holds something that is no count");
        return number;
    }

    private static InvalidModelException Error(IByteSource file, string field, string problem) => SafetensorsHeader.Error(file, field, problem);
}
