using System.Buffers.Binary;
using System.Text;
using HwAgent.Core.Models;

namespace HwAgent.Models.Gguf;

/// <summary>The key-value pairs of a GGUF file.</summary>
public sealed class GgufMetadata
{
    /// <summary>Published files have about 50.</summary>
    private const int MostKeys = 1000;

    /// <summary>The shortest pair: a length, one letter, a type, a byte.</summary>
    private const int SmallestPair = 8 + 1 + 4 + 1;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _file;
    private readonly GgufReader _reader;
    private readonly OrderedDictionary<string, GgufValue> _values;

    private GgufMetadata(string file, GgufReader reader, OrderedDictionary<string, GgufValue> values) => (_file, _reader, _values) = (file, reader, values);

    public IEnumerable<string> Keys => _values.Keys;

    public bool Has(string key) => _values.ContainsKey(key);

    /// <summary>A text that must be there.</summary>
    /// <exception cref="InvalidModelException">Missing, or of another type.</exception>
    public string Text(string key) => OptionalText(key) ?? throw Error(key, "is missing");

    public string? OptionalText(string key)
    {
        if (!_values.TryGetValue(key, out var value)) return null;
        if (value is not { Type: GgufValueType.Text, Count: null }) throw Error(key, "is not a text");
        return Decode(At(value).ReadText(key), key);
    }

    /// <summary>True for a single integer, whatever its width.</summary>
    public bool IsWholeNumber(string key) =>
        _values.TryGetValue(key, out var value) && value.Count is null && Width(value.Type) > 0 && value.Type is not (GgufValueType.Float32 or GgufValueType.Float64 or GgufValueType.Boolean);

    /// <summary>An integer of any width, or null.</summary>
    public long? WholeNumber(string key)
    {
        if (!_values.TryGetValue(key, out var value)) return null;
        return IsWholeNumber(key)
            ? ReadInteger(value.Type, At(value).Take(Width(value.Type), key)) ?? throw Error(key, "is larger than any size")
            : throw Error(key, "is not an integer");
    }

    /// <summary>A number with a fraction, or null.</summary>
    public double? Number(string key)
    {
        if (!_values.TryGetValue(key, out var value)) return null;
        var reader = At(value);
        var number = value switch
        {
            { Count: null, Type: GgufValueType.Float32 } => BinaryPrimitives.ReadSingleLittleEndian(reader.Take(4, key)),
            { Count: null, Type: GgufValueType.Float64 } => BinaryPrimitives.ReadDoubleLittleEndian(reader.Take(8, key)),
            _ => throw Error(key, "is not a number with a fraction"),
        };
        return double.IsFinite(number) ? number : throw Error(key, $"{number} is not a finite number");
    }

    public bool? Boolean(string key)
    {
        if (!_values.TryGetValue(key, out var value)) return null;
        return value is { Type: GgufValueType.Boolean, Count: null } ? At(value).Take(1, key)[0] != 0 : throw Error(key, "is not true or false");
    }

    /// <summary>A list of texts, or null.</summary>
    public IReadOnlyList<string>? Texts(string key) => List(key, GgufValueType.Text, "texts", reader => Decode(reader.ReadText(key), key));

    /// <summary>A list of float32, or null.</summary>
    public IReadOnlyList<float>? Floats(string key) => List(key, GgufValueType.Float32, "float32", reader => BinaryPrimitives.ReadSingleLittleEndian(reader.Take(4, key)));

    /// <summary>A list of int32, or null.</summary>
    public IReadOnlyList<int>? Integers(string key) => List(key, GgufValueType.Int32, "int32", reader => BinaryPrimitives.ReadInt32LittleEndian(reader.Take(4, key)));

    /// <summary>Walks over the pairs, noting where each value lies.</summary>
    internal static GgufMetadata Read(GgufReader reader, string file, ulong count)
    {
        if (count > MostKeys || (long)count * SmallestPair > reader.Remaining) throw reader.Error("metadata_kv_count", $"{count} pairs cannot be in this file ({MostKeys} are allowed)");
        var values = new OrderedDictionary<string, GgufValue>((int)count, StringComparer.Ordinal);
        for (var i = 0UL; i < count; i++)
        {
            var key = reader.ReadName("metadata key");
            var type = ReadType(reader, key);
            var value = type == GgufValueType.List ? WalkList(reader, key) : new GgufValue(type, null, reader.Position);
            if (value.Count is null) WalkValue(reader, key, type);
            if (!values.TryAdd(key, value)) throw reader.Error(key, "is given twice");
        }

        return new GgufMetadata(file, reader, values);
    }

    internal InvalidModelException Error(string key, string problem) => new(_file, key, problem, "fetch the file again, or convert the model with a current llama.cpp");

    private static GgufValueType ReadType(GgufReader reader, string key)
    {
        var type = reader.ReadUInt32(key);
        return type <= (uint)GgufValueType.Float64 ? (GgufValueType)type : throw reader.Error(key, $"has a value of the unknown type {type}");
    }

    private static GgufValue WalkList(GgufReader reader, string key)
    {
        var type = ReadType(reader, key);
        if (type == GgufValueType.List) throw reader.Error(key, "is a list of lists");
        var count = reader.ReadUInt64(key);
        var smallest = type == GgufValueType.Text ? 8 : Width(type);
        if (count > (ulong)(reader.Remaining / smallest)) throw reader.Error(key, $"a list of {count} elements does not fit the {reader.Remaining} bytes that are left");
        var value = new GgufValue(type, (long)count, reader.Position);
        if (type != GgufValueType.Text) reader.Skip(count * (ulong)smallest, key);
        else for (var i = 0UL; i < count; i++) WalkValue(reader, key, type);
        return value;
    }

    private static void WalkValue(GgufReader reader, string key, GgufValueType type) =>
        reader.Skip(type == GgufValueType.Text ? reader.ReadUInt64(key) : (ulong)Width(type), key);

    private static int Width(GgufValueType type) => type switch
    {
        GgufValueType.UInt8 or GgufValueType.Int8 or GgufValueType.Boolean => 1,
        GgufValueType.UInt16 or GgufValueType.Int16 => 2,
        GgufValueType.UInt32 or GgufValueType.Int32 or GgufValueType.Float32 => 4,
        GgufValueType.UInt64 or GgufValueType.Int64 or GgufValueType.Float64 => 8,
        _ => 0,
    };

    private static long? ReadInteger(GgufValueType type, ReadOnlySpan<byte> bytes) => type switch
    {
        GgufValueType.UInt8 => bytes[0],
        GgufValueType.Int8 => (sbyte)bytes[0],
        GgufValueType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        GgufValueType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        GgufValueType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        GgufValueType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        GgufValueType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes) is <= long.MaxValue and var number ? (long)number : null,
    };

    /// <summary>One reader, and so one buffer, for all values.</summary>
    private GgufReader At(GgufValue value)
    {
        _reader.Seek(value.Offset);
        return _reader;
    }

    private T[]? List<T>(string key, GgufValueType type, string expected, Func<GgufReader, T> read)
    {
        if (!_values.TryGetValue(key, out var value)) return null;
        if (value.Type != type || value.Count is not { } count || count > Array.MaxLength) throw Error(key, $"is not a list of {expected}");
        var reader = At(value);
        var list = new T[count];
        for (var i = 0; i < list.Length; i++) list[i] = read(reader);
        return list;
    }

    private string Decode(ReadOnlySpan<byte> text, string key)
    {
        try
        {
            return Strict.GetString(text);
        }
        catch (ArgumentException)
        {
            throw Error(key, "holds a text that is not valid UTF-8");
        }
    }
}
