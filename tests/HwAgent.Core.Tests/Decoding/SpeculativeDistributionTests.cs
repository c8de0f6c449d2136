using HwAgent.Core.Decoding;
using HwAgent.Core.Models;
using HwAgent.Core.Reference;

namespace HwAgent.Core.Tests.Decoding;

/// <summary>
/// Sampled output has the target's distribution, whatever the draft: counts of whole continuations against their exact probabilities. Seeds are
/// fixed, so the outcome is too; a wrong rule lies hundreds of standard deviations off, see the last test.
/// </summary>
public sealed class SpeculativeDistributionTests
{
    private const int Vocabulary = 5;
    private const int Length = 3;
    private const int Draws = 20_000;

    /// <summary>One-sided, of a normal variable: beyond it lies 1 in 30,000.</summary>
    private const double Limit = 4;

    private static readonly SamplingOptions Sampling = new(0.9);
    private static readonly int[] Prompt = [1, 2, 1];

    [Theory]
    [InlineData(0.0f, 4)] // a draft that knows nothing
    [InlineData(0.3f, 1)]
    [InlineData(0.6f, 2)]
    [InlineData(0.9f, 4)]
    [InlineData(1.0f, 3)] // the target itself: everything is accepted
    public void Generate_DraftOfAnyLikeness_KeepsDistribution(float likeness, int most)
    {
        var (target, other) = (new BigramModel(Vocabulary, 2, 1), new BigramModel(Vocabulary, 2, 2));
        var draft = other.Towards(target, likeness);
        var counts = Count(target, _ => new ModelDraft(draft.Start(16), Vocabulary, Sampling, 0.1), Sampling, new DraftLengthOptions { Maximum = most, Adapts = false });
        Assert.InRange(ChiSquare.StandardDeviations(counts, Exact(target, Sampling)), -Limit, Limit);
    }

    [Theory]
    [InlineData(0, 0.8)]
    [InlineData(3, 1.0)]
    [InlineData(4, 0.9)]
    public void Generate_TopKAndTopP_KeepsDistribution(int topK, double topP)
    {
        var sampling = new SamplingOptions(1.2, topK, topP);
        var (target, draft) = (new BigramModel(Vocabulary, 2, 3), new BigramModel(Vocabulary, 2, 4));
        var counts = Count(target, _ => new ModelDraft(draft.Start(16), Vocabulary, sampling, 0.1), sampling, new DraftLengthOptions { Maximum = 3 });
        Assert.InRange(ChiSquare.StandardDeviations(counts, Exact(target, sampling)), -Limit, Limit);
    }

    /// <summary>Proposals that are certain: a token looked up, and a greedy draft under a target that samples.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Generate_CertainProposals_KeepsDistribution(bool lookup)
    {
        var target = new BigramModel(Vocabulary, 2, 5);
        var counts = Count(target, _ => lookup ? new PromptLookupDraft() : new ModelDraft(target.Start(16), Vocabulary, new SamplingOptions(), 0.1), Sampling, new DraftLengthOptions { Maximum = 3 });
        Assert.InRange(ChiSquare.StandardDeviations(counts, Exact(target, Sampling)), -Limit, Limit);
    }

    /// <summary>Real decoders in float32, the draft being the target's first block.</summary>
    [Fact]
    public void Generate_EarlyExitOfRandomDecoder_KeepsDistribution()
    {
        var target = new ReferenceDecoder(TinyDecoders.Random(Vocabulary, 2, 7));
        var counts = Count(target, session => new EarlyExitDraft((IEarlyExitSession)session, 1, Vocabulary, Sampling, 0.5), Sampling, new DraftLengthOptions { Maximum = 2 });
        Assert.InRange(ChiSquare.StandardDeviations(counts, Exact(target, Sampling)), -Limit, Limit);
    }

    /// <summary>The test is able to fail: what the draft would say by itself is far off, and so is a target of another temperature.</summary>
    [Fact]
    public void Count_OfAnotherDistribution_IsFarOff()
    {
        var (target, other) = (new BigramModel(Vocabulary, 2, 1), new BigramModel(Vocabulary, 2, 2));
        var ofDraft = ChiSquare.StandardDeviations(Count(other, null, Sampling, null), Exact(target, Sampling));
        var ofTemperature = ChiSquare.StandardDeviations(Count(target, null, Sampling, null), Exact(target, new SamplingOptions(1)));
        Assert.True(ofDraft > 50 * Limit && ofTemperature > 2 * Limit, $"{ofDraft}, {ofTemperature}");
        Assert.InRange(ChiSquare.StandardDeviations(Count(target, null, Sampling, null), Exact(target, Sampling)), -Limit, Limit);
    }

    private static int[] Count(ILanguageModel model, Func<ILanguageSession, IDraft>? newDraft, SamplingOptions sampling, DraftLengthOptions? length)
    {
        var counts = new int[(int)Math.Pow(Vocabulary, Length)];
        for (var seed = 0; seed < Draws; seed++)
        {
            using var session = model.Start(16);
            using var draft = newDraft?.Invoke(session);
            var options = new GenerationOptions { MaxTokens = Length, Sampling = sampling, Seed = (ulong)seed };
            var tokens = new TokenGenerator(model, session, options, draft, length).Generate(Prompt, null, TestContext.Current.CancellationToken).Tokens;
            counts[tokens.Aggregate(0, (index, token) => index * Vocabulary + token)]++;
        }

        return counts;
    }

    private static double[] Exact(ILanguageModel model, SamplingOptions sampling)
    {
        var exact = new double[(int)Math.Pow(Vocabulary, Length)];
        var sampler = new TokenSampler(sampling, Vocabulary);
        var logits = new float[Vocabulary];
        Visit([], 1);
        return exact;

        void Visit(int[] tokens, double probability)
        {
            if (tokens.Length == Length)
            {
                exact[tokens.Aggregate(0, (index, token) => index * Vocabulary + token)] = probability;
                return;
            }

            using var session = model.Start(16);
            session.Append([.. Prompt, .. tokens], logits);
            var next = new double[Vocabulary];
            sampler.Distribution(logits, next);
            for (var token = 0; token < Vocabulary; token++) Visit([.. tokens, token], probability * next[token]);
        }
    }
}
