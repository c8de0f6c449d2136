using CsCheck;
using HwAgent.Core.Decoding;
using HwAgent.Core.Models;
using HwAgent.Core.Reference;

namespace HwAgent.Core.Tests.Decoding;

public sealed class TokenGeneratorTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static readonly BigramModel Model = new(16, 3, 1);

    [Fact]
    public void Generate_Greedy_FollowsTheLargestLogit()
    {
        using var session = Model.Start(64);
        var result = new TokenGenerator(Model, session, new GenerationOptions { MaxTokens = 20 }).Generate([3, 4], null, Cancellation);
        int[] sequence = [3, 4, .. result.Tokens];
        for (var i = 2; i < sequence.Length; i++) Assert.Equal(TokenSampler.Largest(Model.Logits(sequence[i - 2], sequence[i - 1])), sequence[i]);
        Assert.Equal(GenerationStop.TokenLimit, result.Stop);
        Assert.Equal(new GenerationStatistics(2, 20, 20, 0, 0, 0), result.Statistics);
        Assert.Equal(21, session.Length); // all but the last token
    }

    [Fact]
    public void Generate_StopToken_EndsWithoutIt()
    {
        var plain = Generate(Model, [3, 4], new GenerationOptions { MaxTokens = 20 }).Tokens;
        var stop = plain[^1];
        var first = plain.ToList().IndexOf(stop);
        var reported = new List<int>();
        using var session = Model.Start(64);
        var result = new TokenGenerator(Model, session, new GenerationOptions { MaxTokens = 50, StopTokens = [stop] }).Generate([3, 4], reported.Add, Cancellation);
        Assert.Equal(plain.Take(first), result.Tokens);
        Assert.Equal(result.Tokens, reported);
        Assert.Equal(GenerationStop.StopToken, result.Stop);
        Assert.Equal(first + 1, result.Statistics.Tokens);
    }

    /// <summary>A full session ends the text; the last token needs no position of its own.</summary>
    [Fact]
    public void Generate_FullSession_EndsOnePastCapacity()
    {
        using var session = Model.Start(10);
        var result = new TokenGenerator(Model, session, new GenerationOptions { MaxTokens = 50 }).Generate([3, 4], null, Cancellation);
        Assert.Equal(9, result.Tokens.Count);
        Assert.Equal(GenerationStop.ContextFull, result.Stop);
        Assert.Equal(10, session.Length);
    }

    [Fact]
    public void Generate_SameSeed_IsSameText()
    {
        var options = new GenerationOptions { MaxTokens = 40, Sampling = new SamplingOptions(1), Seed = 5 };
        var tokens = Generate(Model, [1], options).Tokens;
        Assert.Equal(tokens, Generate(Model, [1], options).Tokens);
        Assert.NotEqual(tokens, Generate(Model, [1], options with { Seed = 6 }).Tokens);
    }

    [Fact]
    public void Generate_Cancelled_StopsBetweenPasses()
    {
        using var session = Model.Start(64);
        using var stop = new CancellationTokenSource();
        var tokens = 0;
        Assert.Throws<OperationCanceledException>(() => new TokenGenerator(Model, session, new GenerationOptions { MaxTokens = 40 }).Generate([1], _ =>
        {
            if (++tokens == 7) stop.Cancel();
        }, stop.Token));
        Assert.Equal(7, tokens);
    }

    [Fact]
    public void Generate_PromptThatDoesNotFit_Throws()
    {
        using var session = Model.Start(3);
        Assert.Throws<ArgumentException>(() => new TokenGenerator(Model, session, new GenerationOptions()).Generate([1, 2, 3, 4], null, Cancellation));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenGenerator(Model, session, new GenerationOptions()).Generate([], null, Cancellation));
    }

    /// <summary>Any target, draft, prompt and length: greedy output is that of plain decoding, and the session ends in the same state.</summary>
    [Fact]
    public void Generate_GreedyWithAnyDraft_EqualsPlain() =>
        Gen.Select(Gen.ULong[0, 1000], Gen.Float[0, 1], Gen.Int[0, 15].Array[1, 12], Gen.Int[0, 60], Gen.Int[12, 50], Gen.Int[1, 9], Gen.Int[0, 2], Gen.Bool).Sample((seed, likeness, prompt, tokens, capacity, most, kind, adapts) =>
        {
            var (target, other) = (new BigramModel(16, 3, seed), new BigramModel(16, 3, seed + 1));
            var options = new GenerationOptions { MaxTokens = tokens, StopTokens = [(int)(seed % 16)] };
            using var plainSession = target.Start(capacity);
            var plain = new TokenGenerator(target, plainSession, options).Generate(prompt, null, Cancellation);
            using IDraft draft = kind switch
            {
                0 => new PromptLookupDraft(),
                1 => new ModelDraft(other.Towards(target, likeness).Start(capacity), 16, new SamplingOptions(), 0.1),
                _ => new ModelDraft(other.Towards(target, likeness).Start(capacity / 2), 16, new SamplingOptions(1), 0.1), // draws, and is full before the target
            };
            using var session = target.Start(capacity);
            var found = new TokenGenerator(target, session, options, draft, new DraftLengthOptions { Maximum = most, Adapts = adapts }).Generate(prompt, null, Cancellation);
            Assert.Equal(plain.Tokens, found.Tokens);
            Assert.Equal(plain.Stop, found.Stop);
            Assert.Equal(plain.Statistics.Tokens, found.Statistics.Tokens);
            Assert.InRange(found.Statistics.TargetPasses, 0, plain.Statistics.TargetPasses);
            Assert.InRange(found.Statistics.Accepted, 0, found.Statistics.Examined);
            Assert.InRange(found.Statistics.Examined, 0, found.Statistics.Drafted);
        }, iter: 2000);

    /// <summary>Random decoders in float32; the draft is their first block. Ties that rounding turns do not occur among these seeds.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Generate_GreedyWithEarlyExit_EqualsPlain(int seed)
    {
        var target = new ReferenceDecoder(TinyDecoders.Random(32, 3, (ulong)seed, hidden: 16));
        var options = new GenerationOptions { MaxTokens = 60 };
        var plain = Generate(target, [5, 6, 7], options);
        using var session = target.Start(120);
        using var draft = new EarlyExitDraft((IEarlyExitSession)session, 1, 32, new SamplingOptions(), 0.3);
        var found = new TokenGenerator(target, session, options, draft).Generate([5, 6, 7], null, Cancellation);
        Assert.Equal(plain.Tokens, found.Tokens);
        Assert.True(found.Statistics.Drafted > 0);
    }

    /// <summary>A draft that is the target decides as many tokens a pass as it may.</summary>
    [Fact]
    public void Generate_PerfectDraft_DecidesWholeDraftsAndOneMore()
    {
        using var draft = new ModelDraft(Model.Start(64), 16, new SamplingOptions(), 0.1);
        using var session = Model.Start(64);
        var result = new TokenGenerator(Model, session, new GenerationOptions { MaxTokens = 40 }, draft, new DraftLengthOptions { Maximum = 4, Adapts = false }).Generate([1], null, Cancellation);
        Assert.Equal(1, result.Statistics.AcceptanceRate);
        Assert.Equal(5, result.Statistics.TokensPerTargetPass);
    }

    /// <summary>What the session held before the prompt (image rows) stays.</summary>
    [Fact]
    public void Generate_SessionWithPrefix_KeepsIt()
    {
        var model = new ReferenceDecoder(TinyDecoders.Random(16, 2, 9));
        var rows = Enumerable.Range(0, 3 * 8).Select(i => (float)Math.Sin(i)).ToArray();
        var options = new GenerationOptions { MaxTokens = 20 };
        using var plainSession = model.Start(40);
        plainSession.AppendEmbeddings(rows);
        var plain = new TokenGenerator(model, plainSession, options).Generate([1, 2], null, Cancellation);

        using var session = model.Start(40);
        session.AppendEmbeddings(rows);
        var draftSession = model.Start(40);
        draftSession.AppendEmbeddings(rows);
        using var draft = new ModelDraft(draftSession, 16, new SamplingOptions(), 0.1);
        var found = new TokenGenerator(model, session, options, draft).Generate([1, 2], null, Cancellation);
        Assert.Equal(plain.Tokens, found.Tokens);
        Assert.True(found.Statistics.AcceptanceRate > 0.9);
        Assert.Equal(plainSession.Length, session.Length);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    public void Generate_PerToken_AllocatesNothing(double temperature)
    {
        var short1 = Allocated(64, temperature);
        Assert.Equal(short1, Allocated(64, temperature)); // warm: the same again
        // A longer text may differ by its own tokens (two arrays of int), not by garbage of each.
        Assert.InRange(Allocated(1064, temperature) - short1, 0, 1000 * 2 * sizeof(int));
    }

    private static long Allocated(int tokens, double temperature)
    {
        var sampling = new SamplingOptions(temperature, 8, 0.9);
        using var session = Model.Start(2000);
        using var draft = new ModelDraft(Model.Start(2000), 16, sampling, 0.1);
        var generator = new TokenGenerator(Model, session, new GenerationOptions { MaxTokens = tokens, StopTokens = [99], Sampling = sampling }, draft);
        var before = GC.GetAllocatedBytesForCurrentThread();
        generator.Generate([1, 2], null, Cancellation);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static GenerationResult Generate(ILanguageModel model, int[] prompt, GenerationOptions options, IDraft? draft = null)
    {
        using var session = model.Start(120);
        return new TokenGenerator(model, session, options, draft).Generate(prompt, null, Cancellation);
    }
}
