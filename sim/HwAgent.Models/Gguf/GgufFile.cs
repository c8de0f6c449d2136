using HwAgent.Core.Models;
using HwAgent.Models.Tensors;

namespace HwAgent.Models.Gguf;

/// <summary>
/// A GGUF file, version 2 or 3 (github.com/ggml-org/ggml, docs/gguf.md): magic, counts, metadata, tensor descriptions, then the tensors, each
/// padded to the alignment. Tensors follow one another without holes, as llama.cpp demands.
/// </summary>
public sealed class GgufFile : ITensorSource
{
    private const int MostDimensions = 4;
    private const int SmallestTensorInfo = 8 + 4 + 4 + 8;
    private const int DefaultAlignment = 32;
    private const string AlignmentKey = "general.alignment";

    private readonly IByteSource _file;
    private readonly OrderedDictionary<string, TensorInfo> _tensors;
    private readonly long _dataStart;

    private GgufFile(IByteSource file)
    {
        _file = file;
        var reader = new GgufReader(file);
        Version = ReadVersion(reader);
        var tensorCount = reader.ReadUInt64("tensor_count");
        Metadata = GgufMetadata.Read(reader, file.Name, reader.ReadUInt64("metadata_kv_count"));
        // Reading the alignment moves the reader that the metadata keep.
        var position = reader.Position;
        Alignment = ReadAlignment(Metadata);
        reader.Seek(position);
        _tensors = ReadTensors(reader, tensorCount);
        _dataStart = Align(reader.Position);
        CheckPlaces(reader);
    }

    public string Name => _file.Name;

    /// <summary>2 or 3.</summary>
    public int Version { get; }

    public GgufMetadata Metadata { get; }

    /// <summary>Bytes that a tensor's offset is a multiple of.</summary>
    public int Alignment { get; }

    public IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    /// <exception cref="InvalidModelException">The file is missing or malformed.</exception>
    public static GgufFile Open(string path)
    {
        var file = new FileBytes(path);
        try
        {
            return new GgufFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The same over bytes in memory.</summary>
    /// <exception cref="InvalidModelException">They are malformed.</exception>
    public static GgufFile Parse(ReadOnlyMemory<byte> bytes, string name) => new(new MemoryBytes(bytes, name));

    public float[] Read(string tensor) => _tensors.TryGetValue(tensor, out var info)
        ? TensorValues.Read(_file, _dataStart, info)
        : throw new InvalidModelException(Name, tensor, "there is no such tensor", "list the tensors with hwagent inspect");

    public void Dispose() => _file.Dispose();

    private static int ReadVersion(GgufReader reader)
    {
        if (!reader.Take(4, "magic").SequenceEqual("GGUF"u8)) throw reader.Error("magic", "the file does not begin with GGUF");
        var version = reader.ReadUInt32("version");
        return version switch
        {
            2 or 3 => (int)version,
            1 => throw reader.Error("version", "1 is not supported, only 2 and 3"),
            _ when version << 16 == 0 => throw reader.Error("version", "the file is big-endian, which is not supported"),
            _ => throw reader.Error("version", $"{version} is not supported, only 2 and 3"),
        };
    }

    private static int ReadAlignment(GgufMetadata metadata)
    {
        var alignment = metadata.WholeNumber(AlignmentKey) ?? DefaultAlignment;
        // A multiple of 8, says the format; a power of two, says llama.cpp.
        if (alignment is < 8 or > 1 << 20 || !long.IsPow2(alignment)) throw metadata.Error(AlignmentKey, $"{alignment} is not a power of two from 8 to {1 << 20}");
        return (int)alignment;
    }

    private OrderedDictionary<string, TensorInfo> ReadTensors(GgufReader reader, ulong count)
    {
        if (count > (ulong)(reader.Remaining / SmallestTensorInfo)) throw reader.Error("tensor_count", $"{count} tensors do not fit the {reader.Remaining} bytes that are left");
        var tensors = new OrderedDictionary<string, TensorInfo>((int)count, StringComparer.Ordinal);
        long end = 0;
        for (var i = 0UL; i < count; i++)
        {
            var tensor = ReadTensor(reader, end);
            if (!tensors.TryAdd(tensor.Name, tensor)) throw reader.Error(tensor.Name, "is given twice");
            end = Align(end + tensor.Bytes);
        }

        return tensors;
    }

    /// <summary>Only behind the last description is it known where the data begin.</summary>
    private void CheckPlaces(GgufReader reader)
    {
        foreach (var tensor in _tensors.Values)
        {
            if (tensor.Bytes > _file.Length - _dataStart - tensor.Offset)
                throw reader.Error(tensor.Name, $"its {tensor.Bytes} bytes at {_dataStart + tensor.Offset} do not lie in the file, which has {_file.Length}");
        }
    }

    /// <summary>One description.</summary>
    private TensorInfo ReadTensor(GgufReader reader, long expectedOffset)
    {
        var name = reader.ReadName("tensor name");
        var rank = reader.ReadUInt32(name);
        if (rank > MostDimensions) throw reader.Error(name, $"has {rank} dimensions; {MostDimensions} are allowed");
        // ggml gives the fastest extent first.
        var shape = new long[rank];
        Int128 elements = 1;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            var extent = reader.ReadUInt64(name);
            if (extent is 0 or > long.MaxValue) throw reader.Error(name, $"has an extent of {extent}");
            shape[i] = (long)extent;
            elements *= (long)extent;
            if (elements > long.MaxValue) throw reader.Error(name, "has more values than can be counted");
        }

        var number = reader.ReadUInt32(name);
        var type = GgmlTypes.Find(number) ?? throw reader.Error(name, $"has the unknown element type {number}");
        if ((shape.Length == 0 ? 1 : shape[^1]) % type.BlockValues != 0) throw reader.Error(name, $"rows of {(shape.Length == 0 ? 1 : shape[^1])} values are no whole blocks of {type.Name}, which have {type.BlockValues}");
        var bytes = elements / type.BlockValues * type.BlockBytes;
        var offset = reader.ReadUInt64(name);
        if (offset != (ulong)expectedOffset) throw reader.Error(name, $"its data begin at {offset}, the data before end at {expectedOffset}: tensors may neither overlap nor leave holes");
        if (bytes > _file.Length - expectedOffset) throw reader.Error(name, $"its {bytes} bytes at {expectedOffset} do not lie in the file, which has {_file.Length}");
        return new TensorInfo(name, type.Name, shape, expectedOffset, (long)bytes);
    }

    private long Align(long offset) => (offset + Alignment - 1) / Alignment * Alignment;
}
