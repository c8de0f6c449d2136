using HwAgent.Core.Models;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Decoding;

/// <summary>
/// How well a model predicts a text: every token but the first is scored exactly once, with as much context as the windows give it. A window
/// begins <see cref="PerplexityOptions.Stride"/> tokens behind the one before it and scores what that one did not reach.
/// </summary>
public static class Perplexity
{
    /// <summary>Rows of logits at a time: a window's would be large where the vocabulary is.</summary>
    private const int Rows = 32;

    /// <param name="model">Scores the text.</param>
    /// <param name="tokens">The text, at least two tokens; begin it with the beginning-of-text token where the model has one, so that the text's own first token is scored.</param>
    /// <param name="options">Windows.</param>
    /// <param name="progress">Called with the count of scored tokens.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ArgumentException">Options out of range, or too few tokens.</exception>
    public static PerplexityResult Measure(ILanguageModel model, ReadOnlySpan<int> tokens, PerplexityOptions options, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        if (options.Problem() is { } problem) throw new ArgumentException(problem, nameof(options));
        if (tokens.Length < 2) throw new ArgumentException($"The text has {tokens.Length} tokens; nothing can be scored in fewer than 2.", nameof(tokens));
        var context = Math.Min(options.Context, tokens.Length);
        using var session = model.Start(context);
        var logits = new float[Rows * model.VocabularySize];
        var nats = 0.0;
        // Tokens before it are scored. The first has nothing in front of it.
        var scored = 1;
        var windows = 0;
        for (var start = 0; scored < tokens.Length; start += options.Stride)
        {
            var end = Math.Min(start + context, tokens.Length);
            windows++;
            session.Truncate(0);
            // Row r of the window predicts token start + r + 1; rows before the first one to score only fill the cache.
            var first = scored - 1;
            for (var position = start; position < end - 1; )
            {
                cancellation.ThrowIfCancellationRequested();
                var wanted = position >= first;
                var rows = Math.Min(Rows, (wanted ? end - 1 : first) - position);
                var target = wanted ? logits.AsSpan(0, rows * model.VocabularySize) : default;
                session.Append(tokens.Slice(position, rows), target);
                if (wanted)
                    for (var row = 0; row < rows; row++) nats += NegativeLogProbability(target.Slice(row * model.VocabularySize, model.VocabularySize), tokens[position + row + 1]);
                position += rows;
            }

            scored = end;
            progress?.Invoke(scored - 1);
        }

        return new PerplexityResult(tokens.Length - 1, windows, nats);
    }

    /// <summary><c>log(sum(exp(logits))) - logits[token]</c>, in nats.</summary>
    public static double NegativeLogProbability(ReadOnlySpan<float> logits, int token)
    {
        double largest = logits[TokenSampler.Largest(logits)], sum = 0;
        foreach (var logit in logits) sum += Exponential.OfNegative(logit - largest);
        return DeterministicMath.Log(sum) + largest - logits[token];
    }
}
