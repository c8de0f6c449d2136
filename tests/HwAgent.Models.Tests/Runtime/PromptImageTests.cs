using HwAgent.Core.Decoding;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;
using HwAgent.Models.Runtime;
using HwAgent.Models.Tests.Vision;

namespace HwAgent.Models.Tests.Runtime;

/// <summary>A picture in front of a text, from its file to the tokens that follow: a pair with random weights, saved as transformers saves it.</summary>
public sealed class PromptImageTests : IDisposable
{
    private const int ImageToken = TinyLlava.ImageToken;

    private readonly TemporaryFolder _folder = new();

    public PromptImageTests() => TinyLlava.Write(_folder.Path);

    [Theory]
    [InlineData(null, null, 0, 16)]
    [InlineData(24, null, 0, 36)]
    [InlineData(null, 2, 0, 49)] // (16 - 4) / 2 + 1 = 7 a side
    [InlineData(null, null, 3, 10)] // two blocks run, each merges three
    public void Load_Budget_SetsTheRows(int? resolution, int? stride, int merged, int rows)
    {
        var image = PromptImage.Load(TextModel.Load(_folder.Path), _folder.File("picture.png"), new VisualBudget(resolution, stride, merged));
        Assert.Equal(rows * 48, image.ReferenceRows.Length);
    }

    /// <summary>Integers end to end: the rows are near those in float32, and the same text follows however tokens are grouped.</summary>
    [Fact]
    public void IntegerRows_OfPicture_AreNearReference()
    {
        using var workers = new IntegerWorkers(2);
        var model = TextModel.Load(_folder.Path);
        var image = PromptImage.Load(model, _folder.File("picture.png"), VisualBudget.Full);
        int[] prompt = [1, ImageToken, 403, 407];
        var integer = model.ToInteger(workers, [new([1, 403, 407], image.ReferenceRows)]);
        var rows = image.IntegerRows(((IntegerDecoder)integer.Model).ResidualSteps, workers);
        Assert.Equal(image.ReferenceRows.Length, rows.Length);
        var error = Math.Sqrt(rows.Zip(image.ReferenceRows, (a, b) => (double)(a - b) * (a - b)).Sum() / image.ReferenceRows.Sum(b => (double)b * b));
        Assert.InRange(error, 0, 0.1);
        Assert.Equal(Generate(integer.Model, prompt, rows, null), Generate(integer.Model, prompt, rows, new PromptLookupDraft()));
    }

    [Fact]
    public void Load_ModelOfTextAlone_SaysSo()
    {
        var error = Assert.Throws<InvalidModelException>(() => PromptImage.Load(TextModel.Load(ModelFiles.Stories260K), _folder.File("picture.png"), VisualBudget.Full));
        Assert.Contains("reads no images", error.Message);
    }

    public void Dispose() => _folder.Dispose();

    private static IReadOnlyList<int> Generate(ILanguageModel model, int[] prompt, float[] rows, IDraft? draft)
    {
        using var session = model.Start(64);
        ImagePrompt.Append(session, prompt.AsSpan(0, 2), ImageToken, [rows], model.HiddenSize, []);
        return new TokenGenerator(model, session, new GenerationOptions { MaxTokens = 30 }, draft).Generate(prompt.AsSpan(2), null, TestContext.Current.CancellationToken).Tokens;
    }
}
