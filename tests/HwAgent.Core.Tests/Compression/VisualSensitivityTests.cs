using HwAgent.Core.Compression;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;

namespace HwAgent.Core.Tests.Compression;

public sealed class VisualSensitivityTests
{
    private static readonly DecoderWeights Model = RandomModels.Decoder(tied: false);

    private static readonly IReadOnlyList<TokenSequence> Pairs =
        [.. RandomModels.Sequences(3, 10, 31).Select((sequence, i) => sequence with { ImageRows = RandomModels.CorrelatedRows(12, Model.Config.HiddenSize, 40 + (ulong)i) })];

    [Fact]
    public void Measure_NoImages_IsOne() => Assert.Equal(1, VisualSensitivity.Measure(Model, RandomModels.Sequences(2, 8, 1)));

    /// <summary>Text sees images through attention alone: with its output at zero nothing that befalls an image row matters.</summary>
    [Fact]
    public void Measure_ModelThatDoesNotAttend_IsZero()
    {
        var blind = Model with { Blocks = [.. Model.Blocks.Select(block => block with { Output = block.Output with { Values = new float[block.Output.Values.Length] } })] };
        Assert.Equal(0, VisualSensitivity.Measure(blind, Pairs));
    }

    /// <summary>The less attention adds, the less image tokens matter.</summary>
    [Fact]
    public void Measure_WeakerAttention_IsLess()
    {
        var weak = Model with { Blocks = [.. Model.Blocks.Select(block => block with { Output = block.Output with { Values = [.. block.Output.Values.Select(value => value / 4)] } })] };
        Assert.InRange(VisualSensitivity.Measure(weak, Pairs), double.Epsilon, VisualSensitivity.Measure(Model, Pairs) / 2);
    }

    [Fact]
    public void Measure_Twice_IsTheSame() => Assert.Equal(VisualSensitivity.Measure(Model, Pairs), VisualSensitivity.Measure(Model, Pairs));

    /// <summary>The weight reaches the statistics: other weights, other rounding.</summary>
    [Fact]
    public void Create_VisualWeight_ChangesWhatErrorFeedbackMakesGood()
    {
        var query = new WeightMatrix(ModelComponent.LanguageModel, 0, DecoderModule.Query);
        Assert.NotEqual(Candidates(0.01), Candidates(100));
        Assert.Equal(Candidates(null), Candidates(VisualSensitivity.Measure(Model, Pairs)));

        sbyte[] Candidates(double? weight) =>
            QuantisationCandidates.Create(Model, Pairs, new CompressionSettings { VisualWeight = weight }, cancellation: TestContext.Current.CancellationToken).Get(query, 3).Values;
    }
}
