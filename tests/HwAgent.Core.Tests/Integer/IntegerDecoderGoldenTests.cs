using HwAgent.Core.Integer;
using HwAgent.Core.Models;

namespace HwAgent.Core.Tests.Integer;

/// <summary>
/// The same bits on every machine. The numbers are what the references alone give, every vector instruction turned off
/// (<c>DOTNET_EnableHWIntrinsic=0</c>), for models whose weights and scales come from integers; whatever this machine has must give them too.
/// </summary>
public sealed class IntegerDecoderGoldenTests
{
    [Theory]
    [InlineData("llama", 8, 10149156154962429541)]
    [InlineData("llama", 4, 3951328313542769029)]
    [InlineData("qwen", 8, 10441932484963996773)]
    [InlineData("opt", 3, 15647764442033376933)]
    public void Append_FixedModel_GivesTheBitsOfTheReferences(string kind, int bits, ulong expected)
    {
        using var workers = new IntegerWorkers(2);
        var weights = TinyDecoders.Random(TinyDecoders.Get(kind), 12);
        var model = IntegerDecoder.Compile(weights, Scales(weights), (block, module) => RoundToNearest.Quantise(IntegerDecoder.Matrix(weights, block, module), bits, 32), workers);
        var logits = TinyDecoders.Run(model, TinyDecoders.Tokens(40, 12), 1, 20, 5);

        Assert.True(logits.Distinct().Count() > 500);
        Assert.Equal(expected, Fnv(logits));
    }

    /// <summary>Plausible steps, powers of two among them and not.</summary>
    private static DecoderScales Scales(DecoderWeights weights)
    {
        var block = weights.Blocks[0];
        int heads = block.Query.Outputs / weights.Config.HeadSize, keyValueHeads = block.Key.Outputs / weights.Config.HeadSize;
        var steps = new BlockScales(
            0.03, [.. Enumerable.Range(1, heads).Select(i => 0.03 + i / 1024.0)], [.. Enumerable.Range(1, keyValueHeads).Select(i => 0.04 - i / 512.0)],
            [.. Enumerable.Repeat(0.035, keyValueHeads)], 0.025, 0.03, 0.04, 0.045, 0.0625);
        int[] shifts = [.. Enumerable.Range(0, weights.Config.HiddenSize).Select(i => i % 7 == 3 ? 2 : 0)];
        return new DecoderScales(0.0005, [.. weights.Blocks.Select(_ => steps)], 0.03, 20, shifts);
    }

    /// <summary>FNV-1a of the logits' bits.</summary>
    private static ulong Fnv(float[] values)
    {
        var hash = 14695981039346656037UL;
        foreach (var value in values) hash = (hash ^ BitConverter.SingleToUInt32Bits(value)) * 1099511628211UL;
        return hash;
    }
}
