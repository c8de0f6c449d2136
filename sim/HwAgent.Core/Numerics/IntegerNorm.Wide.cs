namespace HwAgent.Core.Numerics;

/// <content>A norm whose result is a residual stream.</content>
public sealed partial class IntegerNorm
{
    /// <summary>As <see cref="Apply(ReadOnlySpan{short}, Span{sbyte})"/>, saturated to 16 bits. The norm must have been compiled without its bias, which is added behind it.</summary>
    public void Apply(ReadOnlySpan<short> x, Span<short> y)
    {
        if (_shifts is not null) throw new InvalidOperationException("A norm with a wide result takes rows of one step.");
        if (_bias is not null) throw new InvalidOperationException("A bias of 8 fraction bits does not fit a result of 16 bits.");
        long sum = 0, squares = 0;
        foreach (var value in x)
        {
            sum += value;
            squares += value * value;
        }

        var (mean, reciprocal, shift) = Statistics(sum, squares);
        for (var i = 0; i < x.Length; i++)
        {
            long centred = _centred ? (x[i] << MeanBits) - mean : x[i];
            y[i] = (short)Math.Clamp((centred * (reciprocal * _gain[i]) + (1L << (shift - 1))) >> shift, short.MinValue, short.MaxValue);
        }
    }
}
