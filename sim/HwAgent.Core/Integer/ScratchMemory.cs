using System.Runtime.InteropServices;

namespace HwAgent.Core.Integer;

/// <summary>A block of memory on a cache line's boundary that grows and never shrinks; its contents are lost when it grows.</summary>
internal sealed unsafe class ScratchMemory : IDisposable
{
    private const int Alignment = 64;

    private void* _address;
    private nuint _bytes;

    /// <summary>At least this many bytes.</summary>
    public void* Reserve(nuint bytes)
    {
        if (bytes <= _bytes) return _address;
        NativeMemory.AlignedFree(_address);
        _address = null;
        _bytes = 0;
        _address = NativeMemory.AlignedAlloc(bytes, Alignment);
        _bytes = bytes;
        return _address;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_address);
        _address = null;
        _bytes = 0;
    }
}
