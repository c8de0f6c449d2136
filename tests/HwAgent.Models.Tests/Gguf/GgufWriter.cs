using System.Text;

namespace HwAgent.Models.Tests.Gguf;

/// <summary>Writes GGUF files for tests, right ones and wrong ones.</summary>
internal sealed class GgufWriter
{
    private readonly List<(string Key, byte[] TypeAndValue)> _pairs = [];
    private readonly List<(string Name, ulong[] Extents, uint Type, byte[] Data)> _tensors = [];

    public uint Version { get; init; } = 3;

    public int Alignment { get; init; } = 32;

    /// <summary>Overrides the number of tensors in the header.</summary>
    public ulong? TensorCount { get; init; }

    /// <summary>Overrides the number of pairs in the header.</summary>
    public ulong? PairCount { get; init; }

    /// <summary>Added to the offset of every tensor but the first.</summary>
    public long OffsetShift { get; init; }

    public GgufWriter Add(string key, uint value) => AddRaw(key, 4, writer => writer.Write(value));

    public GgufWriter Add(string key, float value) => AddRaw(key, 6, writer => writer.Write(value));

    public GgufWriter Add(string key, bool value) => AddRaw(key, 7, writer => writer.Write(value));

    public GgufWriter Add(string key, string value) => AddRaw(key, 8, writer => WriteText(writer, value));

    public GgufWriter Add(string key, params string[] values) => AddList(key, 8, (ulong)values.Length, writer =>
    {
        foreach (var value in values) WriteText(writer, value);
    });

    public GgufWriter AddList(string key, uint elementType, ulong count, Action<BinaryWriter> write) => AddRaw(key, 9, writer =>
    {
        writer.Write(elementType);
        writer.Write(count);
        write(writer);
    });

    /// <param name="key">Name of the pair.</param>
    /// <param name="type">Number of the value's type.</param>
    /// <param name="write">Writes the value.</param>
    public GgufWriter AddRaw(string key, uint type, Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(type);
        write(writer);
        writer.Flush();
        _pairs.Add((key, stream.ToArray()));
        return this;
    }

    /// <param name="name">Name of the tensor.</param>
    /// <param name="type">Number of ggml's type.</param>
    /// <param name="data">As it goes into the file.</param>
    /// <param name="extents">The fastest first.</param>
    public GgufWriter AddTensor(string name, uint type, byte[] data, params ulong[] extents)
    {
        _tensors.Add((name, extents, type, data));
        return this;
    }

    public byte[] ToArray()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("GGUF"u8);
        writer.Write(Version);
        writer.Write(TensorCount ?? (ulong)_tensors.Count);
        writer.Write(PairCount ?? (ulong)_pairs.Count);
        foreach (var (key, typeAndValue) in _pairs)
        {
            WriteText(writer, key);
            writer.Write(typeAndValue);
        }

        var offset = 0L;
        foreach (var (name, extents, type, data) in _tensors)
        {
            WriteText(writer, name);
            writer.Write((uint)extents.Length);
            foreach (var extent in extents) writer.Write(extent);
            writer.Write(type);
            writer.Write(offset == 0 ? 0 : offset + OffsetShift);
            offset += Padded(data.Length);
        }

        foreach (var (_, _, _, data) in _tensors)
        {
            writer.Write(new byte[Padded(stream.Position) - stream.Position]);
            writer.Write(data);
        }

        writer.Write(new byte[Padded(stream.Position) - stream.Position]);
        return stream.ToArray();
    }

    private static void WriteText(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private long Padded(long length) => (length + Alignment - 1) / Alignment * Alignment;
}
