using HwAgent.Core.Decoding;
using HwAgent.Core.Models;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Compression;

/// <summary>
/// Text that a model writes itself, at temperature 1: sequences of its own distribution, for calibration where no text is at hand (data-free calibration as in
/// Liu et al., LLM-QAT, arXiv 2305.17888).
/// </summary>
public static class SampledSequences
{
    /// <param name="model">Writes them.</param>
    /// <param name="first">The token that each starts with.</param>
    /// <param name="count">Sequences.</param>
    /// <param name="length">Tokens of each, the first included.</param>
    /// <param name="seed">Sequence i draws from a generator of its own, so a larger count starts with the same ones.</param>
    /// <param name="progress">Told the tokens drawn and their count; or null.</param>
    /// <param name="cancellation">Between tokens.</param>
    public static IReadOnlyList<TokenSequence> Draw(
        ILanguageModel model, int first, int count, int length, ulong seed, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        var result = new TokenSequence[count];
        var (gate, drawn) = (new Lock(), 0);
        Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation }, i =>
            result[i] = new TokenSequence(Draw(model, first, length, new SplitMix64(new SplitMix64(seed + (ulong)i).Next()), Advance)));
        return result;

        void Advance()
        {
            cancellation.ThrowIfCancellationRequested();
            // Told in order: a count that falls back would begin a new step.
            lock (gate) progress?.Invoke(++drawn, count * (length - 1));
        }
    }

    private static int[] Draw(ILanguageModel model, int first, int length, SplitMix64 random, Action advance)
    {
        using var session = model.Start(length);
        var tokens = new int[length];
        var logits = new float[model.VocabularySize];
        var probabilities = new double[model.VocabularySize];
        var sampler = new TokenSampler(new SamplingOptions(Temperature: 1), model.VocabularySize);
        tokens[0] = first;
        for (var i = 1; i < length; i++)
        {
            session.Append(tokens.AsSpan(i - 1, 1), logits);
            sampler.Distribution(logits, probabilities);
            tokens[i] = TokenSampler.Draw(probabilities, random.NextDouble());
            advance();
        }

        return tokens;
    }
}
