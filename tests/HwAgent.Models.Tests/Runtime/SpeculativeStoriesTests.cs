using HwAgent.Core.Compression;
using HwAgent.Core.Decoding;
using HwAgent.Core.Integer;
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
        var calibration = SampledSequences.Draw(stories.Model, 1, 4, 128, seed: 1);
        var target = stories.ToInteger(workers, calibration);
        var first = stories.WithFirstBlocks(exit).ToInteger(workers, calibration);
        AssertSame(target, first, text);
    }

    [Theory]
    [InlineData("Once upon a time", 3)]
    [InlineData("Lily and Tom went to the park. Lily and Tom", 4)]
    public void Generate_FloatGreedy_EqualsPlainWithEveryDraft(string text, int exit)
    {
        var stories = TextModel.Load(ModelFiles.Stories260K);
        AssertSame(stories, stories.WithFirstBlocks(exit), text);
    }

    /// <summary>Four of five blocks guess well: most tokens come for less than a pass.</summary>
    [Fact]
    public void Generate_EarlyExitOfFourBlocks_DecidesMoreThanATokenAPass()
    {
        var stories = TextModel.Load(ModelFiles.Stories260K);
        using var draft = Draft(stories.WithFirstBlocks(4), new SamplingOptions(1), 0.1);
        var found = Generate(stories, draft, "Once upon a time", new SamplingOptions(1));
        Assert.InRange(found.Statistics.AcceptanceRate, 0.3, 1);
        Assert.InRange(found.Statistics.TokensPerTargetPass, 1.3, 9);
    }

    private static void AssertSame(TextModel target, TextModel first, string text)
    {
        var plain = Generate(target, null, text, new SamplingOptions());
        Assert.True(plain.Tokens.Count > 20);
        IDraft[] drafts = [new PromptLookupDraft(), Draft(first, new SamplingOptions(), 0.1), Draft(target, new SamplingOptions(), 0)];
        foreach (var draft in drafts)
        {
            using (draft) Assert.Equal(plain.Tokens, Generate(target, draft, text, new SamplingOptions()).Tokens);
        }
    }

    private static ModelDraft Draft(TextModel model, SamplingOptions sampling, double cost) => new(model.Model.Start(256), model.Model.VocabularySize, sampling, cost);

    private static GenerationResult Generate(TextModel target, IDraft? draft, string text, SamplingOptions sampling)
    {
        using var session = target.Model.Start(256);
        var options = new GenerationOptions { MaxTokens = Tokens, StopTokens = target.StopTokens, Sampling = sampling, Seed = 3 };
        return new TokenGenerator(target.Model, session, options, draft).Generate([.. target.Encode(text)], null, Cancellation);
    }
}
