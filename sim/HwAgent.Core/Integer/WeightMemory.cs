namespace HwAgent.Core.Integer;

/// <summary>
/// Where the weights of a model lie: one after another in the order in which they are taken, which should be that of their use, so that what the processor
/// fetches ahead runs from one matrix into the next. Chunks grow with what is taken; large ones lie on huge pages where the system has them.
/// </summary>
/// <param name="hugePages">Asks for huge pages. Nothing but speed depends on it.</param>
public sealed class WeightMemory(bool hugePages = true)
{
    private const nint CacheLine = 64;
    private const nint LargestChunk = 64 << 20;

    private WeightChunk? _chunk;
    private nint _taken;
    private nint _total;

    /// <summary>Memory of zeros that begins with a cache line.</summary>
    /// <param name="bytes">How much, above 0.</param>
    /// <param name="owner">The chunk that it lies in; it has to live as long as the memory is used.</param>
    /// <returns>Where in the chunk it begins.</returns>
    /// <exception cref="ArgumentOutOfRangeException">More than two gigabytes.</exception>
    /// <exception cref="OutOfMemoryException">There is not so much.</exception>
    internal nint Take(nint bytes, out WeightChunk owner)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        bytes = (bytes + CacheLine - 1) / CacheLine * CacheLine;
        if (_chunk is null || _chunk.Bytes - _taken < bytes)
        {
            // As much again as there is, so that a small model takes little and a large one few chunks.
            _chunk = new WeightChunk(Math.Max(bytes, Math.Min(_total, LargestChunk)), hugePages);
            _taken = 0;
        }

        owner = _chunk;
        var start = _taken;
        _taken += bytes;
        _total += bytes;
        _chunk.Span.Slice((int)start, (int)bytes).Clear();
        return start;
    }
}
