using HwAgent.Core.Models;
using HwAgent.Core.Numerics;
using HwAgent.Core.Reference;

namespace HwAgent.Core.Compression;

/// <summary>
/// How much more or less an error on an image token matters than one on a text token: noise of the same relative size is put on either kind of token, in front of
/// the first block, and the divergence of the text's next-token distributions is taken, a token. MBQ (Li et al., arXiv 2412.19509) takes gradients at the
/// projections for it; here it is a finite difference of the loss, because the float path has no backward pass.
/// </summary>
public static class VisualSensitivity
{
    /// <summary>Size of the noise against the root mean square of the rows: small enough for the second order, far above the rounding of float32.</summary>
    private const double Noise = 0.05;

    private const ulong Seed = 1;

    /// <summary>The weight of an image token beside a text token's 1; 1 when there are no images.</summary>
    /// <param name="model">The float32 model.</param>
    /// <param name="sequences">Those with image rows are used.</param>
    public static double Measure(DecoderWeights model, IReadOnlyList<TokenSequence> sequences)
    {
        TokenSequence[] pairs = [.. sequences.Where(sequence => sequence.ImageRows is { Length: > 0 })];
        if (pairs.Length == 0) return 1;
        var decoder = new ReferenceDecoder(model);
        var meter = new LossMeter(decoder, pairs);
        var random = new SplitMix64(Seed);
        var disturbed = Disturbed(pairs, ref random);
        var embedding = model.TokenEmbedding with { Values = Disturb(model.TokenEmbedding.Values, ref random) };

        var visual = meter.Measure(decoder, disturbed).Divergence / pairs.Sum(pair => pair.ImageRows!.Length / model.Config.HiddenSize);
        var text = meter.Measure(new ReferenceDecoder(model with { TokenEmbedding = embedding })).Divergence / pairs.Sum(pair => pair.Tokens.Count - 1);
        // Rounding of float32 can take a divergence of nothing below 0.
        return text > 0 ? Math.Max(0, visual) / text : 1;
    }

    private static TokenSequence[] Disturbed(TokenSequence[] pairs, ref SplitMix64 random)
    {
        var result = new TokenSequence[pairs.Length];
        for (var i = 0; i < pairs.Length; i++) result[i] = pairs[i] with { ImageRows = Disturb(pairs[i].ImageRows!, ref random) };
        return result;
    }

    /// <summary>Adds uniform noise of the wanted root mean square.</summary>
    private static float[] Disturb(float[] rows, ref SplitMix64 random)
    {
        var size = Noise * Math.Sqrt(rows.Sum(value => (double)value * value) / rows.Length) * Math.Sqrt(12);
        var result = new float[rows.Length];
        for (var i = 0; i < rows.Length; i++) result[i] = (float)(rows[i] + size * ((random.Next() >> 11) / (double)(1L << 53) - 0.5));
        return result;
    }
}
