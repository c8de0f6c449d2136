using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HwAgent.Models.Safetensors;

/// <summary>
/// Writes a safetensors file. The same tensors in the same order give the same bytes: no metadata, no clock; the header is padded with spaces
/// to a multiple of eight, so that every tensor whose predecessors are is aligned.
/// </summary>
public sealed class SafetensorsWriter
{
    private readonly OrderedDictionary<string, (string Type, long[] Shape, byte[] Bytes)> _tensors = new(StringComparer.Ordinal);

    /// <summary>Adds a tensor of float32.</summary>
    public void AddFloats(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) => Add(name, "F32", MemoryMarshal.AsBytes(values), shape);

    /// <summary>Adds a tensor of integers or packed bits.</summary>
    /// <param name="name">Not yet given.</param>
    /// <param name="type">Its name in the format: U8, I8, I16, I32, F16, BF16 and so on.</param>
    /// <param name="bytes">Little-endian, the last axis fastest.</param>
    /// <param name="shape">Extents, the slowest first.</param>
    /// <exception cref="ArgumentException">The name is given already.</exception>
    public void Add(string name, string type, ReadOnlySpan<byte> bytes, params ReadOnlySpan<long> shape) =>
        _tensors.Add(name, (type, shape.ToArray(), bytes.ToArray()));

    /// <summary>Writes the file.</summary>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var header = Header();
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var (_, _, bytes) in _tensors.Values) stream.Write(bytes);
    }

    /// <summary>Writes <paramref name="path"/> under a temporary name first: nobody sees half a file.</summary>
    public void Write(string path)
    {
        var temporary = path + ".part";
        using (var stream = File.Create(temporary)) Write(stream);
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>The file in memory.</summary>
    public byte[] ToArray()
    {
        using var stream = new MemoryStream();
        Write(stream);
        return stream.ToArray();
    }

    private ReadOnlySpan<byte> Header()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            long offset = 0;
            foreach (var (name, (type, shape, bytes)) in _tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", type);
                json.WriteStartArray("shape");
                foreach (var extent in shape) json.WriteNumberValue(extent);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += bytes.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.WrittenCount % 8 != 0) buffer.Write(" "u8);
        return buffer.WrittenSpan;
    }
}
