using System.Numerics;
using CsCheck;
using HwAgent.Core.Numerics;
using HwAgent.Core.Workloads;

namespace HwAgent.Core.Tests.Numerics;

public sealed class GoldenGemmTests
{
    private static readonly Gen<GemmOperands> Operands = Gen.Select(
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 40], Gen.Int[1, 70]), Gen.OneOf(8, 4, 2), Gen.Bool, Gen.Bool, Gen.Select(Gen.Bool, Gen.ULong),
        (shape, bits, activate, residual, seed) =>
        {
            var size = new LayerShape(shape.Item1, shape.Item2, shape.Item3);
            return seed.Item1 ? SeededOperands.Corners(size, bits, activate, residual, seed.Item2) : SeededOperands.Random(size, bits, activate, residual, seed.Item2);
        });

    [Fact]
    public void ComputeFast_AnyOperands_EqualsCompute() =>
        Operands.Sample(operands => Assert.Equal(GoldenGemm.Compute(operands), GoldenGemm.ComputeFast(operands)), iter: 500);

    [Fact]
    public void Compute_AnyOperands_EqualsExactRationalArithmetic() =>
        Operands.Sample(operands => Assert.Equal(Exact(operands), GoldenGemm.Compute(operands)), iter: 200);

    /// <summary>What a row comes to does not depend on the rows beside it: batched and one-by-one decoding agree byte for byte.</summary>
    [Fact]
    public void Compute_OneRowAlone_EqualsThatRowOfTheBatch() =>
        Gen.Select(Operands, Gen.Int[0, 1000]).Sample((operands, pick) =>
        {
            var (m, n, k) = operands.Shape;
            var row = pick % m;
            var alone = operands with
            {
                Shape = new LayerShape(1, n, k),
                Activations = operands.Activations[(row * k)..((row + 1) * k)],
                Residual = operands.Residual?[(row * n)..((row + 1) * n)],
            };
            Assert.Equal(GoldenGemm.Compute(operands)[(row * n)..((row + 1) * n)], GoldenGemm.Compute(alone));
        }, iter: 300);

    /// <summary>Sums are exact, so the order of the input channels does not matter.</summary>
    [Fact]
    public void Compute_InputChannelsReversed_IsTheSame() =>
        Operands.Sample(operands =>
        {
            var (m, n, k) = operands.Shape;
            var reversed = operands with
            {
                Activations = [.. Enumerable.Range(0, m * k).Select(i => operands.Activations[i / k * k + k - 1 - i % k])],
                Weights = [.. Enumerable.Range(0, k * n).Select(i => operands.Weights[(k - 1 - i / n) * n + i % n])],
            };
            Assert.Equal(GoldenGemm.Compute(operands), GoldenGemm.Compute(reversed));
        }, iter: 200);

    /// <summary>
    /// K * 128 * 2^(b-1) + |bias| stays below 2^31 for every K the compiler accepts (MappingValidation keeps 2^24 for the bias): the
    /// longest sum of the largest products, with the largest bias, in both directions.
    /// </summary>
    [Theory]
    [InlineData(8, 130_047, -128)]
    [InlineData(8, 130_047, 127)]
    [InlineData(4, 2_080_767, -128)]
    [InlineData(2, 8_323_071, -128)]
    public void Compute_LongestExtremeSum_DoesNotOverflow(int bits, int k, int activation)
    {
        Assert.True((long)k * 128 * (1 << (bits - 1)) <= int.MaxValue - (1L << 24));
        var weight = (sbyte)-(1 << (bits - 1));
        var bias = activation < 0 ? 1 << 24 : -(1 << 24);
        var activations = new sbyte[k];
        var weights = new sbyte[k];
        Array.Fill(activations, (sbyte)activation);
        Array.Fill(weights, weight);
        var operands = new GemmOperands
        {
            Shape = new LayerShape(1, 1, k), WeightBits = bits, Activations = activations, Weights = weights, Bias = [bias], Scales = [new Requantiser(1, 17)], WideOutput = true,
        };

        var sum = (long)k * activation * weight + bias;

        Assert.Equal((short)((sum + 65536) >> 17), GoldenGemm.Compute(operands)[0]);
        Assert.Equal(GoldenGemm.Compute(operands), GoldenGemm.ComputeFast(operands));
    }

    [Fact]
    public void Compute_OperandOfWrongSize_SaysWhichAndHowMany()
    {
        var operands = SeededOperands.Random(new LayerShape(2, 3, 4), 8, activate: false, residual: false, seed: 1) with { Bias = [1, 2] };
        Assert.Contains("3 biases", Assert.Throws<ArgumentException>(() => GoldenGemm.Compute(operands)).Message);
    }

    [Theory]
    [InlineData(1 << 24, true)]
    [InlineData(-(1 << 24), true)]
    [InlineData((1 << 24) + 1, false)]
    [InlineData(-(1 << 24) - 1, false)]
    [InlineData(int.MinValue, false)]
    public void Compute_Bias_MayTakeTheRoomKeptForIt(int bias, bool fits)
    {
        var operands = SeededOperands.Random(new LayerShape(2, 3, 4), 8, activate: false, residual: false, seed: 1) with { Bias = [0, bias, 0] };
        if (fits) Assert.Equal(GoldenGemm.Compute(operands), GoldenGemm.ComputeFast(operands));
        else Assert.Contains($"column 1 is {bias}", Assert.Throws<ArgumentException>(() => GoldenGemm.ComputeFast(operands)).Message);
    }

    private static short[] Exact(GemmOperands o)
    {
        var (m, n, k) = o.Shape;
        var result = new short[m * n];
        for (var i = 0; i < result.Length; i++)
        {
            var (row, column) = (i / n, i % n);
            BigInteger sum = o.Bias[column];
            for (var j = 0; j < k; j++) sum += o.Activations[row * k + j] * o.Weights[j * n + column];
            var scale = o.Scales[column];
            var value = Floor(sum * scale.Multiplier * 2 + (BigInteger.One << scale.Shift), BigInteger.One << (scale.Shift + 1));
            value = o.ActivationTable is null && o.IsWide ? Clamp(value, 32768) : Clamp(value, 128);
            if (o.ActivationTable is { } table) value = table[(int)value + 128];
            if (o.Residual is { } residual) value = Clamp(value + residual[i], 32768);
            result[i] = (short)value;
        }

        return result;
    }

    private static BigInteger Floor(BigInteger numerator, BigInteger denominator) =>
        BigInteger.DivRem(numerator, denominator, out var remainder) - (remainder.Sign < 0 ? 1 : 0);

    private static BigInteger Clamp(BigInteger value, int limit) => BigInteger.Max(-limit, BigInteger.Min(limit - 1, value));
}
