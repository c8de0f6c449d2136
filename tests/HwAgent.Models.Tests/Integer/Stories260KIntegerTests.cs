using HwAgent.Core.Compression;
using HwAgent.Core.Integer;
using HwAgent.Core.Integer.Calibration;
using HwAgent.Core.Models;
using HwAgent.Core.Reference;
using HwAgent.Models.Tokenizing;

namespace HwAgent.Models.Tests.Integer;

/// <summary>A real pretrained model in integers.</summary>
public sealed class Stories260KIntegerTests : IDisposable
{
    private const int BeginningOfText = 1;

    private readonly DecoderWeights _weights = StoriesModel.Load();
    private readonly IntegerWorkers _workers = new(2);

    public void Dispose() => _workers.Dispose();

    /// <summary>
    /// Text that the model wrote itself at temperature 1: there the expected excess of the loss is the divergence of the two models' distributions,
    /// which is known at every position, so that few tokens give it closely.
    /// </summary>
    [Theory]
    [InlineData(CalibrationMethod.Percentile)]
    [InlineData(CalibrationMethod.MeanSquaredError)]
    public void Perplexity_EightBitsOnSampledText_IsWithinTwoPercentOfFloat32(CalibrationMethod method)
    {
        var reference = new ReferenceDecoder(_weights);
        var meter = new LossMeter(reference, SampledSequences.Draw(reference, BeginningOfText, 12, 256, seed: 1000, cancellation: TestContext.Current.CancellationToken));
        var loss = meter.MeasureInTurn(Compile(_weights, method));

        TestContext.Current.TestOutputHelper!.WriteLine($"{method}: perplexity {Math.Exp(meter.Teacher.NegativeLogLikelihood):F4} -> {Math.Exp(loss.NegativeLogLikelihood):F4}, expected {Math.Exp(loss.Divergence) - 1:P3} more");
        Assert.InRange(Math.Exp(loss.Divergence), 1, 1.02);
    }

    /// <summary>The three stories that the model's page prints.</summary>
    [Fact]
    public void Perplexity_EightBitsOnPrintedText_IsWithinTwoPercentOfFloat32()
    {
        var tokenizer = ModelTokenizer.Load(ModelFiles.Stories260KTokens);
        var sequences = File.ReadAllText(ModelFiles.Stories260KPage).Split("```").Where(block => block.Contains("Once upon a time", StringComparison.Ordinal))
            .Select(block => new TokenSequence([BeginningOfText, .. tokenizer.Encode(block[block.IndexOf("Once upon a time", StringComparison.Ordinal)..].Trim(), addSpecial: false)])).ToList();
        Assert.Equal(2, sequences.Count);
        var meter = new LossMeter(new ReferenceDecoder(_weights), sequences);
        var loss = meter.MeasureInTurn(Compile(_weights, CalibrationMethod.MeanSquaredError));

        TestContext.Current.TestOutputHelper!.WriteLine($"{sequences.Sum(s => s.Tokens.Count - 1)} tokens: perplexity {Math.Exp(meter.Teacher.NegativeLogLikelihood):F4} -> {Math.Exp(loss.NegativeLogLikelihood):F4}");
        Assert.InRange(loss.NegativeLogLikelihood - meter.Teacher.NegativeLogLikelihood, -0.02, 0.02);
    }

    /// <summary>The speed of speculative decoding rests on it, and it is exact.</summary>
    [Fact]
    public void Append_AllAtOnce_GivesTheBitsOfOneByOne()
    {
        var model = Compile(_weights, CalibrationMethod.MeanSquaredError);
        var tokens = SampledSequences.Draw(model, BeginningOfText, 1, 200, seed: 5, cancellation: TestContext.Current.CancellationToken)[0].Tokens.ToArray();
        var (together, apart) = (new float[tokens.Length * model.VocabularySize], new float[tokens.Length * model.VocabularySize]);
        using var first = model.Start(tokens.Length);
        using var second = model.Start(tokens.Length);
        first.Append(tokens, together);
        for (var i = 0; i < tokens.Length; i++) second.Append(tokens.AsSpan(i, 1), apart.AsSpan(i * model.VocabularySize, model.VocabularySize));

        Assert.Equal(together, apart);
    }

    private IntegerDecoder Compile(DecoderWeights weights, CalibrationMethod method)
    {
        var text = SampledSequences.Draw(new ReferenceDecoder(weights), BeginningOfText, 6, 256, seed: 1, cancellation: TestContext.Current.CancellationToken);
        return IntegerDecoder.Compile(weights, DecoderCalibration.Run(weights, text.Select(sequence => sequence.Tokens), new CalibrationOptions { Method = method }), _workers);
    }
}
