using System.Buffers.Binary;
using HwAgent.Core.Models;
using HwAgent.Models.Tensors;

namespace HwAgent.Models.Gguf;

/// <summary>Reads a GGUF file front to back, a small buffer at a time; nothing is sized by a number from the file.</summary>
internal sealed class GgufReader(IByteSource file)
{
    private readonly byte[] _buffer = new byte[4096];
    private long _bufferStart;
    private int _buffered;

    public long Position { get; private set; }

    public long Remaining => file.Length - Position;

    public uint ReadUInt32(string field) => BinaryPrimitives.ReadUInt32LittleEndian(Take(4, field));

    public ulong ReadUInt64(string field) => BinaryPrimitives.ReadUInt64LittleEndian(Take(8, field));

    /// <summary>A name: length, then bytes.</summary>
    public string ReadName(string field)
    {
        var length = ReadUInt64(field);
        if (length > TensorName.Longest) throw Error(field, $"a name of {length} bytes; {TensorName.Longest} are allowed");
        return TensorName.Decode(Take((int)length, field), file.Name, field);
    }

    /// <summary>The bytes of a value of any length; valid until the next call.</summary>
    public ReadOnlySpan<byte> ReadText(string field)
    {
        var length = ReadUInt64(field);
        if (length > (ulong)Remaining) throw Error(field, $"a text of {length} bytes does not fit the {Remaining} that are left");
        if (length <= (ulong)_buffer.Length) return Take((int)length, field);
        if (length > (ulong)Array.MaxLength) throw Error(field, $"a text of {length} bytes is longer than any that can be read");
        var text = new byte[length];
        file.Read(Position, text);
        Position += text.Length;
        return text;
    }

    public void Skip(ulong count, string field)
    {
        if (count > (ulong)Remaining) throw Error(field, $"{count} bytes do not fit the {Remaining} that are left");
        Position += (long)count;
    }

    public ReadOnlySpan<byte> Take(int count, string field)
    {
        if (count > Remaining) throw Error(field, "the file ends here");
        if (Position < _bufferStart || Position + count > _bufferStart + _buffered)
        {
            _bufferStart = Position;
            _buffered = (int)Math.Min(_buffer.Length, Remaining);
            file.Read(Position, _buffer.AsSpan(0, _buffered));
        }

        var result = _buffer.AsSpan((int)(Position - _bufferStart), count);
        Position += count;
        return result;
    }

    public void Seek(long position) => Position = position;

    public InvalidModelException Error(string field, string problem) => new(file.Name, field, $"{problem} (before byte {Position})", "fetch the file again");
}
