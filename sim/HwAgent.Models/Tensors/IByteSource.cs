namespace HwAgent.Models.Tensors;

/// <summary>A file that is read in pieces: on disk, or in memory.</summary>
internal interface IByteSource : IDisposable
{
    /// <summary>The file's name, for messages.</summary>
    string Name { get; }

    long Length { get; }

    /// <summary>Fills <paramref name="target"/> from <paramref name="offset"/> on; the caller has checked that so much is there.</summary>
    /// <exception cref="Core.Models.InvalidModelException">The file ended before, or cannot be read.</exception>
    void Read(long offset, Span<byte> target);
}
