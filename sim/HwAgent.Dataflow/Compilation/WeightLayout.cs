using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Compilation;

/// <summary>Packed weights in memory: for each column block, its chunks one after the other. Only the last chunk and the last block are smaller, so addresses are products.</summary>
public readonly struct WeightLayout
{
    private readonly uint _start;
    private readonly int _fullChunkBeats;
    private readonly int _fullBlockBeats;
    private readonly int _tailChunkBeats;
    private readonly int _lastBlock;

    public WeightLayout(in BlockGeometry geometry, int wordBeats, uint start)
    {
        _start = start;
        var lastChunk = geometry.Chunks - 1;
        _lastBlock = geometry.ColumnBlocks - 1;
        _fullChunkBeats = geometry.WeightWords(0, 0) * wordBeats;
        _fullBlockBeats = lastChunk * _fullChunkBeats + geometry.WeightWords(0, lastChunk) * wordBeats;
        _tailChunkBeats = geometry.WeightWords(_lastBlock, 0) * wordBeats;
        TotalBeats = (long)_lastBlock * _fullBlockBeats + (long)lastChunk * _tailChunkBeats + (long)geometry.WeightWords(_lastBlock, lastChunk) * wordBeats;
    }

    public long TotalBeats { get; }

    /// <summary>First beat of a chunk.</summary>
    public uint Of(int columnBlock, int chunk) =>
        _start + (uint)((long)columnBlock * _fullBlockBeats) + (uint)((long)chunk * (columnBlock == _lastBlock ? _tailChunkBeats : _fullChunkBeats));
}
