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
    private readonly VisualBudget _budget;
    private readonly float[] _pixels;
    private readonly VisionStatistics _statistics;

    private PromptImage(VisionLanguageWeights pair, VisualBudget budget, float[] pixels)
    {
        (_pair, _budget, _pixels, _statistics) = (pair, budget, pixels, new VisionStatistics(pair.Vision));
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
        var preprocessor = ImagePreprocessor.Load(model.Path);
        // An encoder for another size than the settings say is an encoder whose positions are stretched: as the budget asks.
        if (budget.Resolution is { } resolution) preprocessor = preprocessor.WithResolution(resolution);
        var pixels = preprocessor.Apply(ImageDecoder.Load(file));
        if (pixels.Height != pixels.Width) throw new InvalidModelException(model.Path, "preprocessor_config.json", $"it makes {pixels.Height} x {pixels.Width} pixels of this picture; the encoder reads squares", "give a resolution");
        return new PromptImage(pair, budget with { Resolution = pixels.Height }, pixels.Values);
    }

    /// <summary>The rows by the integer path, with scales chosen on this very picture: there is no other at hand.</summary>
    /// <param name="decoderSteps">See <see cref="IntegerDecoder.ResidualSteps"/>.</param>
    /// <param name="workers">The threads.</param>
    public float[] IntegerRows(IReadOnlyList<double> decoderSteps, IntegerWorkers workers) =>
        IntegerVisionLanguage.Compile(_pair, _statistics.Scales(), _statistics.ProjectorScales(_pair.Projector), decoderSteps, workers).EmbedImage(_pixels, _budget);
}
