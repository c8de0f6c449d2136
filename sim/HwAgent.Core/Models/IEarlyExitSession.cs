namespace HwAgent.Core.Models;

/// <summary>A sequence that its model's first blocks alone can look ahead of: early exit, the self-draft of speculative decoding (LayerSkip, arXiv 2404.16710).</summary>
public interface IEarlyExitSession : ILanguageSession
{
    /// <summary>
    /// Runs tokens that may follow through the first blocks, then the final norm and the head. These blocks' keys and values of the sequence are the
    /// sequence's own, read from its cache; those of the tokens are written behind it, where <see cref="ILanguageSession.Append"/> writes over them.
    /// The sequence stays as it is.
    /// </summary>
    /// <param name="blocks">First blocks to run, at least 1.</param>
    /// <param name="ahead">Tokens looked at before these since the sequence last changed.</param>
    /// <param name="tokens">At least one.</param>
    /// <param name="logits">Rows x vocabulary for the last rows of <paramref name="tokens"/>.</param>
    /// <exception cref="ArgumentException">No such part of the model, or what <see cref="ILanguageSession.Append"/> refuses.</exception>
    void LookAhead(int blocks, int ahead, ReadOnlySpan<int> tokens, Span<float> logits);
}
