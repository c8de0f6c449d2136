using HwAgent.Core.Compression;
using HwAgent.Core.Models;
using HwAgent.Models.Tokenizing;

namespace HwAgent.Models.Compressed;

/// <summary>Token sequences to calibrate on and to measure with.</summary>
/// <param name="Calibration">What everything is chosen on.</param>
/// <param name="HeldOut">Every fourth sequence, which only the result is measured on; empty when there are fewer than four.</param>
public sealed record CalibrationText(IReadOnlyList<TokenSequence> Calibration, IReadOnlyList<TokenSequence> HeldOut)
{
    /// <summary>Longest sequence: long enough for attention to have something to attend to.</summary>
    private const int SequenceLength = 256;

    private const int HeldOutEvery = 4;

    /// <summary>A text cut into sequences, each behind the token that the model expects in front. Of a long text, pieces evenly spread over it.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="tokenizer">The model's.</param>
    /// <param name="model">Its longest sequence and its vocabulary bound the pieces.</param>
    /// <param name="tokens">At most about this many tokens.</param>
    /// <exception cref="InvalidModelException">The text has less than two tokens, or the tokenizer does not fit the model.</exception>
    public static CalibrationText From(string text, ModelTokenizer tokenizer, ILanguageModel model, int tokens)
    {
        int[] prefix = tokenizer.BeginId is { } begin ? [begin] : [];
        var length = Math.Min(SequenceLength, model.MaxPositions) - prefix.Length;
        var pieces = tokenizer.Encode(text, addSpecial: false).Chunk(length).Where(piece => piece.Length + prefix.Length >= 2).ToList();
        if (pieces.Count == 0) throw new InvalidModelException(null, "calibration", "the text has less than two tokens", "give a longer one");
        if (pieces.SelectMany(piece => piece).Max() is var largest && largest >= model.VocabularySize)
            throw new InvalidModelException(null, "tokenizer", $"it gives token {largest}, the model has {model.VocabularySize}", "put the model's own tokenizer beside it");
        var wanted = Math.Clamp(tokens / SequenceLength, 1, pieces.Count);
        return Split([.. Enumerable.Range(0, wanted).Select(i => new TokenSequence([.. prefix, .. pieces[(int)((long)i * pieces.Count / wanted)]]))]);
    }

    /// <summary>Text that the model writes itself at temperature 1.</summary>
    /// <param name="model">The model.</param>
    /// <param name="first">The token in front of a text.</param>
    /// <param name="tokens">About this many tokens.</param>
    /// <param name="seed">Of the draws.</param>
    /// <param name="progress">Told the tokens drawn and their count; or null.</param>
    /// <param name="cancellation">Between tokens.</param>
    public static CalibrationText Sample(ILanguageModel model, int first, int tokens, ulong seed, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        var length = Math.Min(SequenceLength, model.MaxPositions);
        return Split(SampledSequences.Draw(model, first, Math.Max(1, tokens / length), length, seed, progress, cancellation));
    }

    private static CalibrationText Split(IReadOnlyList<TokenSequence> sequences) => sequences.Count < HeldOutEvery
        ? new CalibrationText(sequences, [])
        : new CalibrationText([.. sequences.Where((_, i) => i % HeldOutEvery != HeldOutEvery - 1)], [.. sequences.Where((_, i) => i % HeldOutEvery == HeldOutEvery - 1)]);
}
