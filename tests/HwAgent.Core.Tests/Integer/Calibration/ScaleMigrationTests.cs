using HwAgent.Core.Integer.Calibration;
using HwAgent.Core.Models;
using HwAgent.Core.Reference;

namespace HwAgent.Core.Tests.Integer.Calibration;

public sealed class ScaleMigrationTests
{
    private static readonly IReadOnlyList<int[]> Text = [TinyDecoders.Tokens(40, 7), TinyDecoders.Tokens(40, 8)];

    /// <summary>Only ranges move: in real numbers the model computes what it did.</summary>
    [Theory]
    [InlineData("llama", 2)]
    [InlineData("llama", 3)]
    [InlineData("qwen", 4)]
    [InlineData("qwen", 5)]
    [InlineData("opt", 6)]
    public void Run_AnyModel_KeepsItsFunction(string kind, ulong seed)
    {
        var weights = TinyDecoders.Random(TinyDecoders.Get(kind), seed);
        var moved = ScaleMigration.Run(weights, Text, new MigrationOptions { AttentionInput = 0.7, MlpInput = 0.3, QueryKey = 0.6, ValueOutput = 0.4, UpDown = 0.8 });
        var tokens = TinyDecoders.Tokens(30, 9);
        var (expected, found) = (TinyDecoders.Run(new ReferenceDecoder(weights), tokens, 30), TinyDecoders.Run(new ReferenceDecoder(moved), tokens, 30));

        Assert.NotEqual(weights.Blocks[0].Down.Values, moved.Blocks[0].Down.Values);
        Assert.All(expected.Zip(found), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-3 * (1 + Math.Abs(pair.First))));
    }

    [Fact]
    public void Run_FullMigration_EvensOutTheActivations()
    {
        var weights = TinyDecoders.Random(TinyDecoders.Llama, 2);
        var moved = ScaleMigration.Run(weights, Text, new MigrationOptions { AttentionInput = 1, MlpInput = 1, QueryKey = null, ValueOutput = 1, UpDown = 1 });
        var maxima = new ChannelMaxima();
        DecoderCalibration.Observe(moved, Text, maxima);
        foreach (var kind in new[] { ActivationKind.AttentionInput, ActivationKind.MlpInput, ActivationKind.DownInput })
            Assert.All(maxima.Of(0, kind), maximum => Assert.Equal(1, maximum, 1e-3));
    }

    [Fact]
    public void Run_NothingChosen_ChangesNothing()
    {
        var weights = TinyDecoders.Random(TinyDecoders.Llama, 2);
        var moved = ScaleMigration.Run(weights, Text, new MigrationOptions { AttentionInput = null, MlpInput = null, QueryKey = null, ValueOutput = null, UpDown = null });
        Assert.Equal(weights.Blocks, moved.Blocks);
    }
}
