using HwAgent.Core.Models;

namespace HwAgent.Models.Tensors;

/// <summary>A file that is in memory already.</summary>
internal sealed class MemoryBytes(ReadOnlyMemory<byte> bytes, string name) : IByteSource
{
    public string Name => name;

    public long Length => bytes.Length;

    public void Read(long offset, Span<byte> target)
    {
        if (offset < 0 || offset > bytes.Length - target.Length)
            throw new InvalidModelException(name, $"offset {offset}", "the file ended", "fetch the file again");
        bytes.Span.Slice((int)offset, target.Length).CopyTo(target);
    }

    public void Dispose()
    {
    }
}
