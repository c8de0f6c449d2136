using CsCheck;
using HwAgent.Core.Integer;

namespace HwAgent.Core.Tests.Integer;

public sealed class WeightMemoryTests
{
    [Fact]
    public void Take_AnySizes_GivesZerosOfItsOwnOnWholeCacheLines() =>
        Gen.Select(Gen.Bool, Gen.OneOf(Gen.Int[1, 5000], Gen.Int[1_000_000, 3_000_000]).Array[1, 12]).Sample((hugePages, sizes) =>
        {
            var memory = new WeightMemory(hugePages);
            var parts = new List<(WeightChunk Chunk, int Start, int Bytes)>();
            foreach (var bytes in sizes)
            {
                var start = (int)memory.Take(bytes, out var chunk);
                Assert.Equal(0, start % 64);
                Assert.False(chunk.Span.Slice(start, bytes).ContainsAnyExcept((byte)0));
                parts.Add((chunk, start, bytes));
                chunk.Span.Slice(start, bytes).Fill((byte)parts.Count);
            }

            for (var i = 0; i < parts.Count; i++) Assert.False(parts[i].Chunk.Span.Slice(parts[i].Start, parts[i].Bytes).ContainsAnyExcept((byte)(1 + i)));
        }, iter: 30, threads: 1);

    /// <summary>What makes the stream of a token one stream.</summary>
    [Fact]
    public void Take_LayersInTurn_LieOneAfterAnother()
    {
        var memory = new WeightMemory();
        memory.Take(4 << 20, out _);
        var second = memory.Take(1000, out var chunk);
        var third = memory.Take(500, out var same);

        Assert.Same(chunk, same);
        Assert.Equal(second + 1024, third);
    }

    [Fact]
    public void Take_Nothing_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new WeightMemory().Take(0, out _));
}
