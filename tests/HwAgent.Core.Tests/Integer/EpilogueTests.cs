using CsCheck;
using HwAgent.Core.Integer;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Tests.Integer;

/// <summary>The fused ends of a product against <see cref="Requantiser"/>, one number at a time.</summary>
public sealed class EpilogueTests
{
    private static readonly Gen<Requantiser> Scale = Gen.Select(
        Gen.OneOf(Gen.Int[0, 65535], Gen.OneOf(0, 1, 32767, 32768, 65534, 65535)),
        Gen.OneOf(Gen.Int[0, Requantiser.MaxShift], Gen.Int[8, 24]),
        (m, s) => new Requantiser((ushort)m, (byte)s));

    /// <summary>One input with the weight 1 lets the bias alone be the sum: any 32-bit number, ties and limits included.</summary>
    [Fact]
    public void Multiply_AnySumAndScale_EqualsRequantiser()
    {
        using var workers = new IntegerWorkers(1);
        Gen.Select(
            Gen.OneOf(Gen.Int, Gen.Int[-70000, 70000], Gen.OneOf(int.MinValue + 128, -1, 0, 1, int.MaxValue - 127)).Array[37],
            Scale.Array[37], Gen.SByte, Gen.Short.Array[37]).Sample((bias, scales, activation, residual) =>
        {
            for (var i = 0; i < bias.Length; i++) bias[i] = Math.Clamp(bias[i], int.MinValue + 128, int.MaxValue - 127);
            var packed = PackedLinear.Pack(new QuantisedLinear(37, 1, [.. Enumerable.Repeat((sbyte)1, 37)], [.. Enumerable.Repeat((byte)8, 37)], new double[37], 0, null, null));
            AssertEnds(packed, new Epilogue(bias, scales), [.. bias.Select(b => b + activation)], scales, [activation], 1, residual, workers);
        }, iter: 3_000, threads: 1);
    }

    [Fact]
    public void Multiply_AnyLayerAndRows_EqualsRequantiser()
    {
        using var workers = new IntegerWorkers(2);
        Gen.Select(RandomLayers.Shapes, Gen.Int[1, 14], Scale).Sample((shape, rows, scale) =>
        {
            var layer = RandomLayers.Layer(shape.Outputs, shape.Inputs, shape.GroupSize, 0, extreme: false, shape.Seed);
            var random = new SplitMix64(shape.Seed + 2);
            var activations = RandomLayers.Activations(rows * shape.Inputs, extreme: false, shape.Seed + 1);
            int[] bias = [.. Enumerable.Range(0, shape.Outputs).Select(_ => random.Next(1 << 16) - (1 << 15))];
            Requantiser[] scales = [.. Enumerable.Range(0, shape.Outputs).Select(_ => scale with { Multiplier = (ushort)random.Next(1 << 16) })];
            short[] residual = [.. Enumerable.Range(0, rows * shape.Outputs).Select(_ => (short)(random.Next(1 << 16) - (1 << 15)))];
            var sums = new int[rows * shape.Outputs];
            ReferenceLinear.Multiply(layer, activations, rows, sums);
            for (var i = 0; i < sums.Length; i++) sums[i] += bias[i % shape.Outputs];
            AssertEnds(PackedLinear.Pack(layer), new Epilogue(bias, scales), sums, scales, activations, rows, residual, workers);
        }, iter: 100, threads: 1);
    }

    [Fact]
    public void Constructor_BiasesOfAnotherCount_Throws() =>
        Assert.Contains("2 biases for 3 outputs", Assert.Throws<ArgumentException>(() => new Epilogue([1, 2], new Requantiser[3])).Message);

    private static void AssertEnds(PackedLinear packed, Epilogue epilogue, int[] sums, Requantiser[] scales, sbyte[] activations, int rows, short[] residual, IntegerWorkers workers)
    {
        var bytes = new sbyte[sums.Length];
        packed.MultiplyToInt8(activations, rows, epilogue, bytes, workers);
        Assert.Equal(sums.Select((sum, i) => scales[i % scales.Length].ToInt8(sum)), bytes);

        var words = new short[sums.Length];
        packed.MultiplyToInt16(activations, rows, epilogue, words, workers);
        Assert.Equal(sums.Select((sum, i) => scales[i % scales.Length].ToInt16(sum)), words);

        short[] added = [.. residual];
        packed.MultiplyAddInt16(activations, rows, epilogue, added, workers);
        Assert.Equal(sums.Select((sum, i) => (short)Math.Clamp(residual[i] + scales[i % scales.Length].ToInt16(sum), short.MinValue, short.MaxValue)), added);

        var logits = new int[sums.Length];
        packed.MultiplyToInt24(activations, rows, epilogue, logits, workers);
        Assert.Equal(sums.Select((sum, i) => (int)Math.Clamp(scales[i % scales.Length].Scale(sum), -(1 << 23), (1 << 23) - 1)), logits);
    }
}
