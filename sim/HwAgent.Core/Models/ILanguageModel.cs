namespace HwAgent.Core.Models;

/// <summary>A decoder that can be run: the float32 reference or the integer runtime.</summary>
public interface ILanguageModel
{
    int VocabularySize { get; }

    /// <summary>Width of a row given to <see cref="ILanguageSession.AppendEmbeddings"/>.</summary>
    int HiddenSize { get; }

    /// <summary>Longest sequence that the model was trained for.</summary>
    int MaxPositions { get; }

    /// <summary>A new, empty sequence.</summary>
    /// <param name="capacity">Positions that it can hold.</param>
    ILanguageSession Start(int capacity);
}
