namespace HwAgent.Core.Models;

/// <summary>One sequence with its key-value cache.</summary>
public interface ILanguageSession : IDisposable
{
    /// <summary>Positions in the cache.</summary>
    int Length { get; }

    int Capacity { get; }

    /// <summary>
    /// Appends tokens and writes the logits of the last ones. The logits of a position do not depend on how the tokens were grouped into calls
    /// (exactly so in the integer runtime, up to rounding in float32).
    /// </summary>
    /// <param name="tokens">At least one.</param>
    /// <param name="logits">Rows x vocabulary for the last rows of <paramref name="tokens"/>; may be empty when no logits are wanted.</param>
    /// <exception cref="ArgumentException">A token outside the vocabulary, too many rows, or more positions than <see cref="Capacity"/>.</exception>
    void Append(ReadOnlySpan<int> tokens, Span<float> logits);

    /// <summary>Appends rows that take the place of token embeddings (projected image patches). Writes no logits.</summary>
    /// <param name="rows">Rows x hidden, float32.</param>
    void AppendEmbeddings(ReadOnlySpan<float> rows);

    /// <summary>Forgets everything from position <paramref name="length"/> on.</summary>
    void Truncate(int length);
}
