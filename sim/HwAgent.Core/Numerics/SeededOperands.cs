using HwAgent.Core.Workloads;

namespace HwAgent.Core.Numerics;

/// <summary>Operands for a test product, equal for equal seeds on every machine.</summary>
public static class SeededOperands
{
    /// <summary>Uniform operands; scales chosen so that results use the range and saturate now and then.</summary>
    public static GemmOperands Random(LayerShape shape, int weightBits, bool activate, bool residual, ulong seed) =>
        Make(shape, weightBits, activate, residual, seed, extreme: false);

    /// <summary>Operands from the corners of their ranges: sums as large as they can be, extreme biases, multipliers and shifts.</summary>
    public static GemmOperands Corners(LayerShape shape, int weightBits, bool activate, bool residual, ulong seed) =>
        Make(shape, weightBits, activate, residual, seed, extreme: true);

    private static GemmOperands Make(LayerShape shape, int weightBits, bool activate, bool residual, ulong seed, bool extreme)
    {
        var random = new SplitMix64(seed);
        var (m, n, k) = shape;
        var lowest = -(1 << (weightBits - 1));
        var activations = new sbyte[m * k];
        var weights = new sbyte[k * n];
        for (var i = 0; i < activations.Length; i++) activations[i] = (sbyte)(extreme && random.Next(4) != 0 ? -128 + 255 * random.Next(2) : random.Next(256) - 128);
        for (var i = 0; i < weights.Length; i++) weights[i] = (sbyte)(extreme && random.Next(4) != 0 ? lowest + (-2 * lowest - 1) * random.Next(2) : lowest + random.Next(-2 * lowest));
        var bias = new int[n];
        var scales = new Requantiser[n];
        // A sum of k products has a standard deviation near 74 * weight range / 2 * sqrt(k).
        var spread = 74.0 * -lowest * 0.58 * Math.Sqrt(k);
        for (var i = 0; i < n; i++)
        {
            bias[i] = extreme ? (random.Next(3) - 1) << 23 : random.Next(1 << 12) - (1 << 11);
            scales[i] = extreme && random.Next(2) == 0
                ? new Requantiser((ushort)(random.Next(2) == 0 ? random.Next(3) : 65535 - random.Next(2)), (byte)(random.Next(3) * 23 + random.Next(2)))
                : Requantiser.FromScale((residual ? 2000 : 60) / spread * (0.5 + random.Next(1024) / 1024.0));
        }

        sbyte[]? table = null;
        if (activate)
        {
            table = new sbyte[256];
            for (var i = 0; i < 256; i++) table[i] = (sbyte)(random.Next(256) - 128);
        }

        short[]? added = null;
        if (residual)
        {
            added = new short[m * n];
            for (var i = 0; i < added.Length; i++) added[i] = (short)(extreme && random.Next(2) == 0 ? -32768 + 65535 * random.Next(2) : random.Next(65536) - 32768);
        }

        return new GemmOperands
        {
            Shape = shape, WeightBits = weightBits, Activations = activations, Weights = weights, Bias = bias, Scales = scales, ActivationTable = table, Residual = added,
        };
    }
}
