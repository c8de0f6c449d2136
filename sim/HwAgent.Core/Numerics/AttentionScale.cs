namespace HwAgent.Core.Numerics;

/// <summary>Scales of one query head.</summary>
/// <param name="Exponent">From differences of scores to probabilities.</param>
/// <param name="Output">From a step of the head's values to a step of the attention's output.</param>
public readonly record struct AttentionScale(ExponentialScale Exponent, Requantiser Output)
{
    /// <summary>Bits that an output's numerator keeps below its limit of 30.</summary>
    private const int SumBits = 23;

    /// <summary>
    /// The weighted sum of values, divided by the sum of weights and scaled: <c>y = saturate8(((numerator >> k) * R + half) >> T)</c> with one integer
    /// division a row, <c>R = (M * 2^(b-1) + sum/2) / sum</c>, b the bit length of the sum and k what brings the numerator below 2^30.
    /// </summary>
    /// <param name="sum">Of the weights, at least 65535: the largest weight is in it.</param>
    public AttentionQuotient Divide(long sum)
    {
        var bits = 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)sum);
        var before = Math.Max(0, bits - SumBits);
        var reciprocal = (((long)Output.Multiplier << (bits - 1)) + sum / 2) / sum;
        return new AttentionQuotient(before, (int)reciprocal, Output.Shift + bits - 1 - before);
    }
}
