using HwAgent.Core.Compression;
using HwAgent.Core.Decoding;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;
using HwAgent.Models.Runtime;

namespace HwAgent.Models.Tests.Runtime;

/// <summary>Speculative decoding of stories260K, in float32 and in integers.</summary>
public sealed class SpeculativeStoriesTests
{
    private const int Tokens = 120;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>In integers equality is exact by construction, whatever the text: also where it is drawn from a prompt that makes no sense.</summary>
    [Theory]
    [InlineData("Once upon a time", 1)]
    [InlineData("Lily and Tom went to the park. Lily and Tom", 3)]
    [InlineData("xqz 17 ;;", 4)]
    public void Generate_IntegerGreedy_EqualsPlainWithEveryDraft(string text, int exit)
    {
        using var workers = new IntegerWorkers(2);
        var stories = TextModel.Load(ModelFiles.Stories260K);
        var calibration = SampledSequences.Draw(stories.Model, 1, 4, 128, seed: 1, cancellation: TestContext.Current.CancellationToken);
        AssertSame(stories.ToInteger(workers, calibration), exit, text);
    }

    [Theory]
    [InlineData("Once upon a time", 3)]
    [InlineData("Lily and Tom went to the park. Lily and Tom", 4)]
    public void Generate_FloatGreedy_EqualsPlainWithEveryDraft(string text, int exit) => AssertSame(TextModel.Load(ModelFiles.Stories260K), exit, text);

    /// <summary>Four of five blocks guess well: most tokens come for less than a pass.</summary>
    [Fact]
    public void Generate_EarlyExitOfFourBlocks_DecidesMoreThanATokenAPass()
    {
        var stories = TextModel.Load(ModelFiles.Stories260K);
        var found = Generate(stories, session => EarlyExit(stories, session, 4, new SamplingOptions(1)), "Once upon a time", new SamplingOptions(1));
        Assert.InRange(found.Statistics.AcceptanceRate, 0.3, 1);
        Assert.InRange(found.Statistics.TokensPerTargetPass, 1.3, 9);
    }

    private static void AssertSame(TextModel target, int exit, string text)
    {
        var plain = Generate(target, null, text, new SamplingOptions());
        Assert.True(plain.Tokens.Count > 20);
        Func<ILanguageSession, IDraft>[] drafts =
        [
            _ => new PromptLookupDraft(),
            session => EarlyExit(target, session, exit, new SamplingOptions()),
            _ => new ModelDraft(target.Model.Start(256), target.Model.VocabularySize, new SamplingOptions(), 0),
        ];
        foreach (var draft in drafts) Assert.Equal(plain.Tokens, Generate(target, draft, text, new SamplingOptions()).Tokens);
    }

    private static EarlyExitDraft EarlyExit(TextModel target, ILanguageSession session, int blocks, SamplingOptions sampling) =>
        new((IEarlyExitSession)session, blocks, target.Model.VocabularySize, sampling, 0.1);

    private static GenerationResult Generate(TextModel target, Func<ILanguageSession, IDraft>? newDraft, string text, SamplingOptions sampling)
    {
        using var session = target.Model.Start(256);
        using var draft = newDraft?.Invoke(session);
        var options = new GenerationOptions { MaxTokens = Tokens, StopTokens = target.StopTokens, Sampling = sampling, Seed = 3 };
        return new TokenGenerator(target.Model, session, options, draft).Generate([.. target.Encode(text)], null, Cancellation);
    }
}
