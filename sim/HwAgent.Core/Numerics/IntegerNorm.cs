using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using HwAgent.Core.Models;

namespace HwAgent.Core.Numerics;

/// <summary>
/// RMSNorm and LayerNorm from the 16-bit residual stream to int8, in integers: an exact sum of squares, an exact square root, a 16-bit reciprocal and a
/// 16-bit gain with the output's scale in it, one rounding (sim/NUMERICS.md).
/// </summary>
public sealed partial class IntegerNorm
{
    /// <summary>Widest row: the exact sums stay below 2^62.</summary>
    public const int MaxWidth = 1 << 15;

    /// <summary>Fraction bits of the mean that LayerNorm subtracts.</summary>
    private const int MeanBits = 4;

    /// <summary>Fraction bits of a bias, which counts steps of the output.</summary>
    private const int BiasBits = 8;
    private const int MaxBias = 128 << BiasBits;

    private const int MinGainShift = -8;
    private const int MaxGainShift = 8;

    private readonly short[] _gain;
    private readonly short[]? _bias;
    private readonly bool _centred;
    private readonly int _gainShift;
    private readonly long _epsilon;

    private IntegerNorm(short[] gain, short[]? bias, bool centred, int gainShift, long epsilon) =>
        (_gain, _bias, _centred, _gainShift, _epsilon) = (gain, bias, centred, gainShift, epsilon);

    public int Width => _gain.Length;

    /// <summary>Puts both scales into the gain.</summary>
    /// <param name="norm">Gain, bias, epsilon.</param>
    /// <param name="centred">LayerNorm; else RMSNorm, which may have a bias all the same.</param>
    /// <param name="inputScale">Real value of one step of the residual stream.</param>
    /// <param name="outputScale">Real value of one step of the result.</param>
    /// <param name="name">The norm's name, for messages.</param>
    /// <exception cref="InvalidModelException">The gains and scales do not fit the integer form.</exception>
    public static IntegerNorm Compile(NormWeights norm, bool centred, double inputScale, double outputScale, string name)
    {
        var width = norm.Gain.Length;
        if (width is 0 or > MaxWidth) throw new InvalidModelException(null, name, $"a norm over {width} channels", $"use 1 to {MaxWidth} channels");
        var unit = (centred ? (double)width / (1 << MeanBits) : Math.Sqrt(width)) / outputScale;
        var largest = unit * norm.Gain.Max(Math.Abs);
        var shift = MaxGainShift;
        while (shift > MinGainShift && Math.ScaleB(largest, shift) > short.MaxValue) shift--;
        var epsilon = Math.Round(norm.Epsilon / (inputScale * inputScale) * width * (centred ? width : 1));
        if (!(Math.ScaleB(largest, shift) <= short.MaxValue) || !(epsilon < 1L << 61))
            throw new InvalidModelException(null, name, $"gain {norm.Gain.Max(Math.Abs):G4} and epsilon {norm.Epsilon:G4} do not fit steps of {inputScale:G4} and {outputScale:G4}", "calibrate again on text like the one the model will see");
        return new IntegerNorm(
            [.. norm.Gain.Select(gain => (short)Math.Round(Math.ScaleB(unit * gain, shift)))],
            norm.Bias is null ? null : [.. norm.Bias.Select(bias => (short)Math.Clamp(Math.Round(bias / outputScale * (1 << BiasBits)), -MaxBias, MaxBias - 1))],
            centred, shift, (long)epsilon);
    }

    /// <summary>The reference: one row, <see cref="Width"/> values.</summary>
    public void Apply(ReadOnlySpan<short> x, Span<sbyte> y)
    {
        long sum = 0, squares = 0;
        foreach (var value in x)
        {
            sum += value;
            squares += value * value;
        }

        var (mean, reciprocal, shift) = Statistics(sum, squares);
        for (var i = 0; i < x.Length; i++) y[i] = Value(x[i], i, mean, reciprocal, shift);
    }

    /// <summary>The same result, eight channels at a time where the processor can.</summary>
    public unsafe void ApplyFast(ReadOnlySpan<short> x, Span<sbyte> y)
    {
        if (!Avx2.IsSupported || x.Length < 8)
        {
            Apply(x, y);
            return;
        }

        if (x.Length != Width || y.Length < Width) throw new ArgumentException($"A row has {Width} values.", nameof(x));
        var vectors = x.Length & -8;
        fixed (short* source = x, gain = _gain, bias = _bias)
        fixed (sbyte* target = y)
        {
            var (sum, squares) = Sums(source, vectors);
            for (var i = vectors; i < x.Length; i++)
            {
                sum += source[i];
                squares += source[i] * source[i];
            }

            var (mean, reciprocal, shift) = Statistics(sum, squares);
            var half = Vector256.Create(1L << (shift - 1));
            for (var i = 0; i < vectors; i += 8)
            {
                var value = Avx2.ConvertToVector256Int32(source + i);
                if (_centred) value = (value << MeanBits) - Vector256.Create(mean);
                var factor = Avx2.ConvertToVector256Int32(gain + i) * reciprocal;
                var addend = (half, half);
                if (bias != null)
                {
                    var offset = Avx2.ConvertToVector256Int32(bias + i);
                    // Sign-extended even lanes, then odd ones.
                    addend.Item1 += Vector256.ShiftRightArithmetic(offset.AsInt64() << 32, 32) << (shift - BiasBits);
                    addend.Item2 += Vector256.ShiftRightArithmetic(offset.AsInt64(), 32) << (shift - BiasBits);
                }

                *(Vector64<sbyte>*)(target + i) = WideProduct.Pack(WideProduct.ToInt8(value, factor, addend, shift));
            }

            for (var i = vectors; i < x.Length; i++) target[i] = Value(source[i], i, mean, reciprocal, shift);
        }
    }

    /// <summary>Sum and sum of squares. Two squares of -32768 together are 2^31, which fits the unsigned reading of 32 bits.</summary>
    private static unsafe (long Sum, long Squares) Sums(short* x, int count)
    {
        Vector256<int> sums = default;
        Vector256<long> squares = default;
        for (var i = 0; i < count; i += 8)
        {
            var value = Vector128.Load(x + i);
            sums += Avx2.ConvertToVector256Int32(value);
            squares += Avx2.ConvertToVector256Int64(Sse2.MultiplyAddAdjacent(value, value).AsUInt32());
        }

        return (Vector256.Sum(sums), Vector256.Sum(squares));
    }

    private sbyte Value(short x, int channel, int mean, int reciprocal, int shift)
    {
        long value = _centred ? (x << MeanBits) - mean : x;
        var exact = value * (reciprocal * _gain[channel]) + (_bias is null ? 0 : (long)_bias[channel] << (shift - BiasBits));
        return (sbyte)Math.Clamp((exact + (1L << (shift - 1))) >> shift, sbyte.MinValue, sbyte.MaxValue);
    }

    /// <summary>
    /// What a row's values are multiplied with: <c>reciprocal * gain / 2^shift</c>. For RMSNorm the variance is the sum of squares; for LayerNorm it is
    /// <c>n * sum of squares - sum^2</c>, which is exact too.
    /// </summary>
    private (int Mean, int Reciprocal, int Shift) Statistics(long sum, long squares)
    {
        var n = _gain.Length;
        var variance = (ulong)Math.Max(1, (_centred ? n * squares - sum * sum : squares) + _epsilon);
        // An even shift brings the variance to 61 or 62 bits, its root to 31 and the reciprocal to 16.
        var scale = (BitOperations.LeadingZeroCount(variance) - 2) / 2;
        var root = IntegerSquareRoot.Floor(variance << (2 * scale));
        var reciprocal = (int)Math.Min(ushort.MaxValue, ((1UL << 46) + root / 2) / root);
        var mean = _centred ? (int)FloorDivide((sum << (MeanBits + 1)) + n, 2 * n) : 0;
        return (mean, reciprocal, 46 - scale + _gainShift);
    }

    /// <summary>Floor division.</summary>
    private static long FloorDivide(long numerator, int denominator)
    {
        var quotient = Math.DivRem(numerator, denominator, out var remainder);
        return remainder < 0 ? quotient - 1 : quotient;
    }
}
