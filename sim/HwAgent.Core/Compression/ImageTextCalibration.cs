using HwAgent.Core.Integer;
using HwAgent.Core.Integer.Calibration;
using HwAgent.Core.Integer.Vision;
using HwAgent.Core.Models;
using HwAgent.Core.Reference;

namespace HwAgent.Core.Compression;

/// <summary>Images with their texts, and what a pair makes of them.</summary>
/// <param name="examples">At least one.</param>
/// <param name="visual">Resolution, stride and token merging that the pair will run with.</param>
public sealed class ImageTextCalibration(IReadOnlyList<ImageTextExample> examples, VisualBudget visual)
{
    public IReadOnlyList<ImageTextExample> Examples => examples;

    public VisualBudget Visual => visual;

    /// <summary>Predicted tokens.</summary>
    public long PredictedTokens => examples.Sum(example => example.Tokens.Count - 1L);

    /// <summary>The examples as the pair's decoder reads them.</summary>
    public IReadOnlyList<TokenSequence> Sequences(VisionLanguageWeights pair)
    {
        var embedder = new ReferenceVisionLanguage(pair);
        var result = new TokenSequence[examples.Count];
        Parallel.For(0, result.Length, i => result[i] = Sequence(examples[i], embedder));
        return result;
    }

    /// <summary>The same with the image rows of an embedder that has threads of its own and may not be used by several.</summary>
    public IReadOnlyList<TokenSequence> SequencesInTurn(IImageEmbedder embedder) => [.. examples.Select(example => Sequence(example, embedder))];

    /// <summary>Runs the pair over every example.</summary>
    /// <param name="pair">In float32.</param>
    /// <param name="image">Sees tower and projector.</param>
    /// <param name="text">Sees the decoder.</param>
    public void Observe(VisionLanguageWeights pair, IActivationObserver image, IActivationObserver text)
    {
        var (embedder, decoder) = (new ReferenceVisionLanguage(pair, image), new ReferenceDecoder(pair.Decoder, text));
        foreach (var example in examples) CalibrationPass.Run(decoder, Sequence(example, embedder));
    }

    /// <summary>Static scales of tower, projector and decoder.</summary>
    /// <exception cref="InvalidOperationException">No example has an image.</exception>
    public (VisionScales Tower, ProjectorScales Projector, DecoderScales Decoder) Scales(VisionLanguageWeights pair)
    {
        var (image, text) = (new VisionStatistics(pair.Vision), new ActivationStatistics(pair.Decoder));
        Observe(pair, image, text);
        return (image.Scales(), image.ProjectorScales(pair.Projector), text.Scales(new CalibrationOptions()));
    }

    /// <summary>Second-order statistics of the wanted places.</summary>
    /// <param name="pair">In float32.</param>
    /// <param name="sites">Of any component.</param>
    /// <param name="visualWeight">What an image token counts in the decoder. Inside tower and projector there are image tokens only: nothing to weigh them against.</param>
    internal IReadOnlyDictionary<ActivationSite, InputHessian> Hessians(VisionLanguageWeights pair, IReadOnlySet<ActivationSite> sites, double visualWeight)
    {
        var (image, text) = (new HessianObserver(sites, visualWeight: 1), new HessianObserver(sites, visualWeight));
        Observe(pair, image, text);
        return image.Hessians.Concat(text.Hessians).ToDictionary();
    }

    private TokenSequence Sequence(ImageTextExample example, IImageEmbedder embedder) =>
        new(example.Tokens, example.Image is { } image ? embedder.EmbedImage(image, visual) : null, example.Lead);
}
