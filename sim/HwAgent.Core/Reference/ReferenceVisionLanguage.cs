using HwAgent.Core.Models;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Reference;

/// <summary>The image side of a LLaVA-style pair in float32: from pixels to rows that stand in for token embeddings of the decoder.</summary>
/// <param name="weights">The pair.</param>
/// <param name="observer">Sees every activation of the tower and the projector, or null.</param>
public sealed class ReferenceVisionLanguage(VisionLanguageWeights weights, IActivationObserver? observer = null) : IImageEmbedder
{
    private readonly ReferenceVisionEncoder _encoder = new(weights.Vision, observer);
    private readonly Func<double, double> _activation = ActivationFunctions.Get(weights.Projector.ActivationFunction);

    public int HiddenSize => weights.Decoder.Config.HiddenSize;

    public float[] EmbedImage(ReadOnlySpan<float> image, VisualBudget budget)
    {
        var tokens = _encoder.Features(image, budget, weights.Config.VisionLayersRun);
        return Project(weights.Config.KeepClassToken ? tokens : tokens.WithoutExtraTokens());
    }

    private float[] Project(VisionTokens tokens)
    {
        var rows = tokens.Rows;
        var layers = weights.Projector.Layers;
        for (var i = 0; i < layers.Count; i++)
        {
            Observe(i, ActivationKind.MlpInput, rows, layers[i].Inputs);
            rows = FloatOperations.Linear(rows, layers[i], tokens.Count);
            if (i == layers.Count - 1) break;
            Observe(i, ActivationKind.Gate, rows, layers[i].Outputs);
            for (var j = 0; j < rows.Length; j++) rows[j] = (float)_activation(rows[j]);
        }

        Observe(layers.Count, ActivationKind.BlockInput, rows, layers[^1].Outputs);
        return rows;
    }

    private void Observe(int layer, ActivationKind kind, float[] rows, int width) =>
        observer?.Observe(new ActivationSite(ModelComponent.Projector, layer, kind), rows, width, rows.Length / width);
}
