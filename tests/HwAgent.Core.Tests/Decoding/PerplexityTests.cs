using CsCheck;
using HwAgent.Core.Decoding;
using HwAgent.Core.Reference;

namespace HwAgent.Core.Tests.Decoding;

public sealed class PerplexityTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void NegativeLogProbability_Uniform_IsLogOfVocabulary() => Assert.Equal(Math.Log(8), Perplexity.NegativeLogProbability(new float[8], 3), 1e-12);

    [Fact]
    public void Result_Counts_GivePerplexityAndBits()
    {
        var result = new PerplexityResult(10, 1, 10 * Math.Log(8));
        Assert.Equal(8, result.Perplexity, 1e-9);
        Assert.Equal(3, result.BitsPerToken, 1e-12);
        Assert.Equal(0.75, result.BitsPerByte(40), 1e-12);
    }

    /// <summary>Any windows against the definition: each token once, with the context that its window gives it.</summary>
    [Fact]
    public void Measure_AnyWindows_ScoresEachTokenOnceWithItsContext()
    {
        var model = new ReferenceDecoder(TinyDecoders.Random(11, 1, 5));
        Gen.Select(Gen.Int[0, 10].Array[2, 90], Gen.Int[2, 70], Gen.Int[1, 69]).Sample((tokens, context, stride) =>
        {
            if (stride >= context) return;
            var expected = 0.0;
            var logits = new float[11];
            for (var i = 1; i < tokens.Length; i++)
            {
                // The first window that reaches token i.
                var window = Math.Max(0, (i - context + stride) / stride);
                using var session = model.Start(context);
                session.Append(tokens.AsSpan(window * stride, i - window * stride), logits);
                expected += Perplexity.NegativeLogProbability(logits, tokens[i]);
            }

            var found = Perplexity.Measure(model, tokens, new PerplexityOptions(context, stride), null, Cancellation);
            Assert.Equal(tokens.Length - 1, found.Tokens);
            Assert.Equal(expected, found.Nats, 1e-3);
        }, iter: 20);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 0)]
    [InlineData(8, 8)]
    public void Measure_ImpossibleWindows_Throws(int context, int stride) =>
        Assert.Throws<ArgumentException>(() => Perplexity.Measure(new BigramModel(4, 1, 1), [1, 2, 3], new PerplexityOptions(context, stride), null, Cancellation));

    [Fact]
    public void Measure_OneToken_Throws() =>
        Assert.Throws<ArgumentException>(() => Perplexity.Measure(new BigramModel(4, 1, 1), [1], new PerplexityOptions(8, 4), null, Cancellation));
}
