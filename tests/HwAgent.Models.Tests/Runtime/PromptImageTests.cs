using HwAgent.Core.Decoding;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;
using HwAgent.Core.Workloads;
using HwAgent.Models.Runtime;
using HwAgent.Models.Tests.Images;
using HwAgent.Models.Tests.Vision;
using SkiaSharp;

namespace HwAgent.Models.Tests.Runtime;

/// <summary>A picture in front of a text, from its file to the tokens that follow: a pair with random weights, saved as transformers saves it.</summary>
public sealed class PromptImageTests : IDisposable
{
    private const int ImageToken = 511;

    /// <summary>16 patches at its own resolution; the feature layer is behind the second of three blocks.</summary>
    private const string Config =
        """
        {"model_type":"llava","image_token_index":511,"vision_feature_layer":-2,
         "vision_config":{"model_type":"clip_vision_model","image_size":16,"patch_size":4,"hidden_size":32,"num_hidden_layers":3,"num_attention_heads":4,"intermediate_size":48},
         "text_config":{"model_type":"llama","hidden_size":48,"num_hidden_layers":2,"num_attention_heads":6,"num_key_value_heads":2,"intermediate_size":80,"vocab_size":512,"max_position_embeddings":64,"rms_norm_eps":1e-05}}
        """;

    private readonly TemporaryFolder _folder = new();

    public PromptImageTests()
    {
        var config = (VisionLanguageConfig)HuggingFaceConfig.Parse(Config);
        var (seeded, saved) = (new SeededWeights(8), new SavedVision());
        saved.Decoder(seeded.Decoder(config.Decoder, RotaryEmbedding.FromTheta(10000, 8, interleaved: false)), "language_model.model.", "language_model.lm_head");
        saved.Tower(seeded.Vision(config.Vision, 1e-5f), "vision_tower.");
        var projector = seeded.Projector(config);
        saved.Linear("multi_modal_projector.linear_1", projector.Layers[0]);
        saved.Linear("multi_modal_projector.linear_2", projector.Layers[1]);
        saved.Writer.Write(_folder.File("model.safetensors"));
        _folder.Write("config.json", Config);
        _folder.Write("preprocessor_config.json", """{"image_processor_type":"CLIPImageProcessor","size":{"shortest_edge":16},"crop_size":{"height":16,"width":16}}""");
        _folder.Write("picture.png", Pictures.Encode(24, 20, (x, y) => new SKColor((byte)(10 * x), (byte)(12 * y), (byte)(x * y))));
        File.Copy(ModelFiles.Stories260KTokens, _folder.File("tok512.bin"));
    }

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
