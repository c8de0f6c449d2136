namespace HwAgent.Core.Models;

/// <summary>The image side of a vision-language pair: the float32 reference or the integer runtime.</summary>
public interface IImageEmbedder
{
    /// <summary>Width of a row: the decoder's.</summary>
    int HiddenSize { get; }

    /// <summary>Tower up to the feature layer, class token dropped unless the model keeps it, projector.</summary>
    /// <param name="image">Channels x resolution x resolution, normalised as the model wants it.</param>
    /// <param name="budget">Resolution, stride and token merging.</param>
    /// <returns>Image tokens x <see cref="HiddenSize"/>, for <see cref="ILanguageSession.AppendEmbeddings"/>.</returns>
    /// <exception cref="ArgumentException">The image does not fit the budget.</exception>
    float[] EmbedImage(ReadOnlySpan<float> image, VisualBudget budget);
}
