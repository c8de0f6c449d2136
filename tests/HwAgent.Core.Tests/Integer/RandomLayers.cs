using CsCheck;
using HwAgent.Core.Integer;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Tests.Integer;

/// <summary>Integer layers and activations for the kernels' tests: ragged sizes, mixed widths, group scales, extremes.</summary>
internal static class RandomLayers
{
    private static readonly byte[] Widths = [2, 3, 4, 8];

    /// <summary>Outputs, inputs, group size (0, 32, 64 or 128), seed.</summary>
    public static readonly Gen<(int Outputs, int Inputs, int GroupSize, ulong Seed)> Shapes =
        Gen.Select(Gen.Int[1, 150], Gen.OneOf(Gen.Int[1, 300], Gen.Int[1000, 1100]), Gen.OneOf(0, 32, 64, 128), Gen.ULong);

    /// <param name="outputs">Rows.</param>
    /// <param name="inputs">Columns.</param>
    /// <param name="groupSize">Inputs of a group, or 0.</param>
    /// <param name="bits">One width for all rows, or 0 for a random one for each 32 rows.</param>
    /// <param name="extreme">Weights and scales from the corners of their ranges.</param>
    /// <param name="seed">Of everything.</param>
    public static QuantisedLinear Layer(int outputs, int inputs, int groupSize, int bits, bool extreme, ulong seed)
    {
        var random = new SplitMix64(seed);
        var rowBits = new byte[outputs];
        for (var row = 0; row < outputs; row++)
            rowBits[row] = row % QuantisedLinear.RowMultiple != 0 ? rowBits[row - 1] : bits != 0 ? (byte)bits : Widths[random.Next(Widths.Length)];
        var values = new sbyte[outputs * inputs];
        for (var i = 0; i < values.Length; i++)
        {
            var range = 1 << rowBits[i / inputs];
            values[i] = (sbyte)((extreme ? (range - 1) * random.Next(2) : random.Next(range)) - range / 2);
        }

        var groups = groupSize == 0 ? 0 : (inputs + groupSize - 1) / groupSize;
        var scales = groupSize == 0 ? null : new byte[outputs * groups];
        for (var i = 0; i < outputs * groups; i++)
        {
            var largest = 1 << (8 - rowBits[i / groups]);
            scales![i] = (byte)(extreme ? largest : 1 + random.Next(largest));
        }

        return new QuantisedLinear(outputs, inputs, values, rowBits, [.. Enumerable.Repeat(0.01, outputs)], groupSize, scales, null);
    }

    public static sbyte[] Activations(int count, bool extreme, ulong seed)
    {
        var random = new SplitMix64(seed);
        var result = new sbyte[count];
        for (var i = 0; i < count; i++) result[i] = (sbyte)((extreme ? 255 * random.Next(2) : random.Next(256)) - 128);
        return result;
    }
}
