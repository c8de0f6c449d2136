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
    private readonly int[]? _shifts;
    private readonly bool _centred;
    private readonly int _gainShift;
    private readonly long _epsilon;

    private IntegerNorm(short[] gain, short[]? bias, int[]? shifts, bool centred, int gainShift, long epsilon) =>
        (_gain, _bias, _shifts, _centred, _gainShift, _epsilon) = (gain, bias, shifts, centred, gainShift, epsilon);

    /// <summary>The largest shift of a channel at which the exact sums of so many channels still fit.</summary>
    public static int MaxChannelShift(int width, bool centred) =>
        Math.Clamp(centred ? (31 - 2 * BitOperations.Log2((uint)width * 2 - 1)) / 2 : 8, 0, 8);

    public int Width => _gain.Length;

    /// <summary>Puts both scales into the gain.</summary>
    /// <param name="norm">Gain, bias, epsilon.</param>
    /// <param name="centred">LayerNorm; else RMSNorm, which may have a bias all the same.</param>
    /// <param name="inputScale">Real value of one step of the residual stream.</param>
    /// <param name="outputScale">Real value of one step of the result.</param>
    /// <param name="name">The norm's name, for messages.</param>
    /// <param name="shifts">A channel's step is <paramref name="inputScale"/> * 2^shift; null for 0.</param>
    /// <exception cref="InvalidModelException">The gains and scales do not fit the integer form.</exception>
    public static IntegerNorm Compile(NormWeights norm, bool centred, double inputScale, double outputScale, string name, IReadOnlyList<int>? shifts = null)
    {
        var width = norm.Gain.Length;
        if (shifts is not null && (shifts.Count != width || shifts.Any(k => k < 0 || k > MaxChannelShift(width, centred))))
            throw new InvalidModelException(null, name, $"{shifts.Count} shifts of up to {shifts.Max()} bits for {width} channels", $"give {width} from 0 to {MaxChannelShift(width, centred)}");
        if (width is 0 or > MaxWidth) throw new InvalidModelException(null, name, $"a norm over {width} channels", $"use 1 to {MaxWidth} channels");
        var unit = (centred ? (double)width / (1 << MeanBits) : Math.Sqrt(width)) / outputScale;
        var largest = unit * norm.Gain.Max(Math.Abs);
        var shift = MaxGainShift;
        while (shift > MinGainShift && Math.ScaleB(largest, shift) > short.MaxValue) shift--;
        var epsilon = Math.Round(norm.Epsilon / (inputScale * inputScale) * width * (centred ? width : 1));
        if (!(Math.ScaleB(largest, shift) <= short.MaxValue) || !(epsilon < 1L << 60))
            throw new InvalidModelException(null, name, $"gain {norm.Gain.Max(Math.Abs):G4} and epsilon {norm.Epsilon:G4} do not fit steps of {inputScale:G4} and {outputScale:G4}", "calibrate again on text like the one the model will see");
        return new IntegerNorm(
            [.. norm.Gain.Select(gain => (short)Math.Round(Math.ScaleB(unit * gain, shift)))],
            norm.Bias is null ? null : [.. norm.Bias.Select(bias => (short)Math.Clamp(Math.Round(bias / outputScale * (1 << BiasBits)), -MaxBias, MaxBias - 1))],
            shifts is null || shifts.All(k => k == 0) ? null : [.. shifts], centred, shift, (long)epsilon);
    }

    /// <summary>The reference: one row, <see cref="Width"/> values.</summary>
    public void Apply(ReadOnlySpan<short> x, Span<sbyte> y)
    {
        long sum = 0, squares = 0;
        for (var i = 0; i < x.Length; i++)
        {
            var value = Aligned(x[i], i);
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
        fixed (int* shifts = _shifts)
        fixed (sbyte* target = y)
        {
            var (sum, squares) = shifts == null ? Sums(source, vectors) : ShiftedSums(source, shifts, vectors);
            for (var i = vectors; i < x.Length; i++)
            {
                var value = Aligned(source[i], i);
                sum += value;
                squares += value * value;
            }

            var (mean, reciprocal, shift) = Statistics(sum, squares);
            var half = Vector256.Create(1L << (shift - 1));
            for (var i = 0; i < vectors; i += 8)
            {
                var value = Avx2.ConvertToVector256Int32(source + i);
                if (shifts != null) value = Avx2.ShiftLeftLogicalVariable(value, Vector256.Load(shifts + i).AsUInt32());
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

    /// <summary>The same where channels have steps of their own: up to 24 bits, squares of 46.</summary>
    private static unsafe (long Sum, long Squares) ShiftedSums(short* x, int* shifts, int count)
    {
        Vector256<long> sums = default, squares = default;
        for (var i = 0; i < count; i += 8)
        {
            var value = Avx2.ShiftLeftLogicalVariable(Avx2.ConvertToVector256Int32(x + i), Vector256.Load(shifts + i).AsUInt32());
            var odd = (value.AsInt64() >>> 32).AsInt32();
            sums += Avx2.ConvertToVector256Int64(value.GetLower()) + Avx2.ConvertToVector256Int64(value.GetUpper());
            squares += Avx2.Multiply(value, value) + Avx2.Multiply(odd, odd);
        }

        return (Vector256.Sum(sums), Vector256.Sum(squares));
    }

    /// <summary>A value in the smallest step of all channels.</summary>
    private long Aligned(short x, int channel) => _shifts is null ? x : (long)x << _shifts[channel];

    private sbyte Value(short x, int channel, int mean, int reciprocal, int shift)
    {
        var value = _centred ? (Aligned(x, channel) << MeanBits) - mean : Aligned(x, channel);
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
