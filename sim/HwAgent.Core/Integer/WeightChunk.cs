using System.Runtime.InteropServices;

namespace HwAgent.Core.Integer;

/// <summary>
/// A stretch of memory outside the collector's heap. Weights are read from end to end for every token; with pages of 4 KiB looking up the pages costs a
/// fifth of the memory's bandwidth (evals/RESULTS.md), with huge pages of 2 MiB next to nothing.
/// </summary>
public sealed unsafe partial class WeightChunk
{
    private const nint HugePage = 2 << 20;

    /// <summary>MADV_HUGEPAGE of Linux: the pages that this memory will get may be huge.</summary>
    private const int AdviseHugePages = 14;

    private const nuint CacheLine = 64;

    private readonly void* _memory;

    /// <summary>Takes memory; its contents are undefined.</summary>
    /// <param name="bytes">Size, at most two gigabytes; rounded up to whole huge pages when it is one or more.</param>
    /// <param name="hugePages">Asks for huge pages.</param>
    public WeightChunk(nint bytes, bool hugePages = true)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, int.MaxValue - HugePage);
        var isLarge = bytes >= HugePage;
        Bytes = isLarge ? (bytes + HugePage - 1) / HugePage * HugePage : bytes;
        _memory = NativeMemory.AlignedAlloc((nuint)Bytes, isLarge ? (nuint)HugePage : CacheLine);
        // A wish: where it is refused the memory is as good, only slower.
        if (isLarge && hugePages && OperatingSystem.IsLinux()) _ = Advise(_memory, (nuint)Bytes, AdviseHugePages);
        GC.AddMemoryPressure(Bytes);
    }

    ~WeightChunk()
    {
        // A constructor that found no memory leaves nothing to free.
        if (_memory is null) return;
        NativeMemory.AlignedFree(_memory);
        GC.RemoveMemoryPressure(Bytes);
    }

    /// <summary>Size.</summary>
    public nint Bytes { get; }

    /// <summary>The memory; valid as long as this object lives.</summary>
    public Span<byte> Span => new(_memory, (int)Bytes);

    /// <summary>The first byte; valid as long as this object lives.</summary>
    internal byte* Start => (byte*)_memory;

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(void* start, nuint bytes, int advice);
}
