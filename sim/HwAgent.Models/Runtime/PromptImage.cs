using HwAgent.Core.Compression;
using HwAgent.Core.Integer;
using HwAgent.Core.Integer.Calibration;
using HwAgent.Core.Integer.Vision;
using HwAgent.Core.Models;
using HwAgent.Core.Reference;
using HwAgent.Models.Images;

namespace HwAgent.Models.Runtime;

/// <summary>A picture as a vision-language pair reads it, and the rows that the pair makes of it.</summary>
public sealed class PromptImage
{
    private readonly VisionLanguageWeights _pair;
    private readonly CompressedVision? _compressed;
    private readonly VisualBudget _budget;
    private readonly float[] _pixels;
    private readonly VisionStatistics _statistics;

    private PromptImage(VisionLanguageWeights pair, CompressedVision? compressed, VisualBudget budget, float[] pixels)
    {
        (_pair, _compressed, _budget, _pixels, _statistics) = (pair, compressed, budget, pixels, new VisionStatistics(pair.Vision));
        ReferenceRows = new ReferenceVisionLanguage(pair, _statistics).EmbedImage(pixels, budget);
    }

    /// <summary>Image tokens x hidden size of the decoder, by the float32 path.</summary>
    public float[] ReferenceRows { get; }

    /// <summary>Reads a picture, prepares it as the model's <c>preprocessor_config.json</c> says, and runs the float32 path over it.</summary>
    /// <param name="model">A pair, see <see cref="TextModel.Pair"/>.</param>
    /// <param name="file">PNG, JPEG, WebP or BMP.</param>
    /// <param name="budget">Resolution, stride and merging.</param>
    /// <exception cref="InvalidModelException">The model is no pair, or picture or settings cannot be read.</exception>
    /// <exception cref="ArgumentException">The budget does not fit the model.</exception>
    public static PromptImage Load(TextModel model, string file, VisualBudget budget)
    {
        var pair = model.Pair ?? throw new InvalidModelException(model.Path, "config.json", "this model reads no images", "name a vision-language model of the LLaVA kind, or leave the image out");
        var (pixels, seen) = Pixels(model.Path, file, budget);
        return new PromptImage(pair, model.Compressed?.Vision, seen, pixels);
    }

    /// <summary>A picture as the encoder of a pair reads it, and the budget with the resolution that it has.</summary>
    /// <param name="folder">Of the model.</param>
    /// <param name="file">PNG, JPEG, WebP or BMP.</param>
    /// <param name="budget">Resolution, stride and merging.</param>
    /// <exception cref="InvalidModelException">Picture or settings cannot be read, or do not give a square.</exception>
    public static (float[] Pixels, VisualBudget Budget) Pixels(string folder, string file, VisualBudget budget)
    {
        var preprocessor = ImagePreprocessor.Load(folder);
        // An encoder for another size than the settings say is an encoder whose positions are stretched: as the budget asks.
        if (budget.Resolution is { } resolution) preprocessor = preprocessor.WithResolution(resolution);
        var pixels = preprocessor.Apply(ImageDecoder.Load(file));
        if (pixels.Height != pixels.Width) throw new InvalidModelException(folder, "preprocessor_config.json", $"it makes {pixels.Height} x {pixels.Width} pixels of {file}; the encoder reads squares", "give a resolution");
        return (pixels.Values, budget with { Resolution = pixels.Height });
    }

    /// <summary>The rows by the integer path: of a compressed pair with its own scales, else with scales chosen on this very picture, as there is no other at hand.</summary>
    /// <param name="decoderSteps">See <see cref="IntegerDecoder.ResidualSteps"/>.</param>
    /// <param name="workers">The threads.</param>
    public float[] IntegerRows(IReadOnlyList<double> decoderSteps, IntegerWorkers workers)
    {
        var embedder = _compressed?.Compile(decoderSteps, workers)
            ?? IntegerVisionLanguage.Compile(_pair, _statistics.Scales(), _statistics.ProjectorScales(_pair.Projector), decoderSteps, workers);
        return embedder.EmbedImage(_pixels, _budget);
    }
}
