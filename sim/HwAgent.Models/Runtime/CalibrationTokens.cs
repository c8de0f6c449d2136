using HwAgent.Core.Decoding;

namespace HwAgent.Models.Runtime;

/// <summary>The token sequences that static scales are chosen from.</summary>
public static class CalibrationTokens
{
    /// <summary>More text than this changes scales little and takes long in float32.</summary>
    private const int MostTokens = 8192;

    private const int SequenceTokens = 256;
    private const int SampledSequences = 8;

    /// <summary>A text, cut into sequences that fit the model.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> FromText(TextModel model, string text)
    {
        var tokens = model.Encode(text);
        return [.. tokens.Take(MostTokens).Chunk(Math.Min(SequenceTokens, model.Model.MaxPositions))];
    }

    /// <summary>
    /// Text that the model writes itself at temperature 1: its own distribution, where no text is at hand. Slow for a large model, since the
    /// float32 path is no fast one; the longer sequences are, the better.
    /// </summary>
    /// <param name="model">In float32.</param>
    /// <param name="seed">Of the sampling.</param>
    /// <param name="progress">Called with sequences done and all.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static IReadOnlyList<IReadOnlyList<int>> Sample(TextModel model, ulong seed, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        var prompt = model.Encode("");
        // Without a token that begins texts any token must do.
        if (prompt.Count == 0) prompt = [0];
        var length = Math.Min(SequenceTokens, model.Model.MaxPositions);
        var sequences = new List<IReadOnlyList<int>>();
        for (var i = 0; i < SampledSequences; i++)
        {
            progress?.Invoke(i, SampledSequences);
            using var session = model.Model.Start(length);
            var options = new GenerationOptions { MaxTokens = length - prompt.Count, Sampling = new SamplingOptions(1), Seed = seed + (ulong)i };
            sequences.Add([.. prompt, .. new TokenGenerator(model.Model, session, options).Generate([.. prompt], null, cancellation).Tokens]);
        }

        return sequences;
    }
}
