using HwAgent.Core.Cascades;
using HwAgent.Core.Compression;
using HwAgent.Core.Decoding;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;
using HwAgent.Models.Compressed;
using HwAgent.Models.Runtime;
using HwAgent.Models.Tests.Compressed;

namespace HwAgent.Models.Tests.Runtime;

/// <summary>stories260K as a member of cascades.</summary>
public sealed class AnsweringModelTests
{
    private const string Prompt = "Once upon a time";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Answer_Greedy_IsTheTextOfPlainDecoding()
    {
        var stories = TextModel.Load(ModelFiles.Stories260K);
        using var answering = new AnsweringModel(stories, new SamplingOptions(), 40, CascadeCost.Macs);
        var reply = answering.Answer(new CascadeRequest(Prompt, 1), Cancellation);

        using var session = stories.Model.Start(128);
        int[] prompt = [.. stories.Encode(Prompt)];
        var plain = new TokenGenerator(stories.Model, session, new GenerationOptions { MaxTokens = 40, StopTokens = stories.StopTokens }).Generate(prompt, null, Cancellation);
        Assert.Equal(Prompt + reply.Text, stories.Tokenizer.Decode([.. prompt, .. plain.Tokens]));
        Assert.Equal(prompt.Length + 40, reply.Tokens);
        // The last token written is not read.
        Assert.Equal((double)stories.MacsPerToken * (prompt.Length + 39), reply.Cost);
    }

    /// <summary>Whatever was asked in between, the answer depends on prompt and seed alone; a prompt that comes again is not paid again.</summary>
    [Fact]
    public void Answer_SameRequestAgain_IsTheSameTextForLess()
    {
        var stories = TextModel.Load(ModelFiles.Stories260K);
        using var answering = new AnsweringModel(stories, new SamplingOptions(1), 30, CascadeCost.Macs);
        var first = answering.Answer(new CascadeRequest(Prompt, 5), Cancellation);
        var again = answering.Answer(new CascadeRequest(Prompt, 5), Cancellation);
        var seed = answering.Answer(new CascadeRequest(Prompt, 6), Cancellation);
        answering.Answer(new CascadeRequest("The dog", 5), Cancellation);
        var later = answering.Answer(new CascadeRequest(Prompt, 5), Cancellation);

        Assert.Equal(first.Text, again.Text);
        Assert.Equal(first, later);
        Assert.NotEqual(first.Text, seed.Text);
        var saved = stories.Encode(Prompt).Count - 1;
        Assert.Equal(first.Tokens - saved, again.Tokens);
        Assert.Equal(first.Cost - (double)stories.MacsPerToken * saved, again.Cost);
    }

    /// <summary>Bytes of weights: four a weight in float32, one in 8 bits, half of one in 4 bits; one pass for the prompt and one a token.</summary>
    [Fact]
    public void Answer_CostInBytes_IsOfTheWidthThatRuns()
    {
        using var workers = new IntegerWorkers(1);
        using var folder = new TemporaryFolder();
        var stories = TextModel.Load(ModelFiles.Stories260K);
        var matrices = DecoderMatrices.Of(stories.Weights).ToDictionary(entry => entry.Matrix, entry => RoundToNearest.Quantise(entry.Weights, 4));
        CompressedFolder.Write(
            folder.File("four"), CompressedStories.Compress(new MixedModel(stories.Weights, matrices), new CompressionPlan(32, ErrorFeedback: false, 4, [], null)), [("tok512.bin", File.ReadAllBytes(ModelFiles.Stories260KTokens))]);
        TextModel[] models = [stories, stories.ToInteger(workers, CompressedStories.Calibration), TextModel.Load(folder.File("four")).ToInteger(workers, [])];
        var weights = stories.MacsPerToken;

        foreach (var (model, bytes) in models.Zip([4.0 * weights, weights, weights / 2.0]))
        {
            using var answering = new AnsweringModel(model, new SamplingOptions(), 20, CascadeCost.Bytes);
            var reply = answering.Answer(new CascadeRequest(Prompt, 1), Cancellation);
            Assert.Equal(bytes * 21, reply.Cost);
        }
    }

    [Fact]
    public void Answer_PromptThatDoesNotFit_SaysHowLongItIs()
    {
        using var answering = new AnsweringModel(TextModel.Load(ModelFiles.Stories260K), new SamplingOptions(), 20, CascadeCost.Macs);
        var error = Assert.Throws<InvalidModelException>(() => answering.Answer(new CascadeRequest(string.Join(' ', Enumerable.Repeat("dog", 600)), 1), Cancellation));
        Assert.Contains("trained for 512 positions", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The model that draws disagrees with itself, the next one answers, and both are on the account.</summary>
    [Fact]
    public async Task Run_CascadeOfTwo_EscalatesAndAddsUp()
    {
        var stories = TextModel.Load(ModelFiles.Stories260K);
        using var small = new AnsweringModel(stories, new SamplingOptions(1), 20, CascadeCost.Macs);
        using var large = new AnsweringModel(stories, new SamplingOptions(), 20, CascadeCost.Macs);
        var cascade = new Cascade([Member("draws", small, 1), Member("greedy", large, 1)], [new BracketSelfTest(), new AgreementSelfTest(2)]);
        var result = await cascade.RunAsync(Prompt, 3, Cancellation);

        Assert.Equal(("greedy", 1.0), (result.Model, result.Score));
        Assert.Equal(["escalate", "accept"], result.Decisions.Select(decision => decision.Decision));
        Assert.Equal([3, 3], result.Decisions.Select(decision => decision.Requests));
        Assert.Equal("3 of 3 answers say the same", result.Decisions[1].Candidates[0].SelfTests[1].Evidence);
        Assert.All(result.Decisions, decision => Assert.True(decision.Cost > 0));
        Assert.Equal(result.Cost, result.Decisions.Sum(decision => decision.Cost));
    }

    private static CascadeModel Member(string name, AnsweringModel model, double threshold) =>
        new(name, new CascadeStage(1, 0, threshold), (request, cancellation) => ValueTask.FromResult(model.Answer(request, cancellation)));
}
