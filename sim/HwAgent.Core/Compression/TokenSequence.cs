using HwAgent.Core.Models;

namespace HwAgent.Core.Compression;

/// <summary>A sequence that calibration and evaluation run through a model.</summary>
/// <param name="Tokens">Text tokens, the first one not predicted; at least two.</param>
/// <param name="ImageRows">Rows x hidden that take the place of token embeddings in front of the text (projected image patches), or null.</param>
/// <param name="Lead">Text tokens in front of the image, none of them predicted, or null.</param>
public sealed record TokenSequence(IReadOnlyList<int> Tokens, float[]? ImageRows = null, IReadOnlyList<int>? Lead = null)
{
    /// <summary>Positions in front of <see cref="Tokens"/>.</summary>
    /// <param name="hiddenSize">Width of an image row.</param>
    public int FrontPositions(int hiddenSize) => (Lead?.Count ?? 0) + (ImageRows?.Length ?? 0) / hiddenSize;

    /// <summary>Appends everything in front of <see cref="Tokens"/>.</summary>
    public void AppendFront(ILanguageSession session)
    {
        if (Lead is { Count: > 0 }) session.Append([.. Lead], []);
        if (ImageRows is { Length: > 0 }) session.AppendEmbeddings(ImageRows);
    }
}
