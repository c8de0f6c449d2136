using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HwAgent.Core.Numerics;

/// <summary>Activation functions as tables of 256 entries, and the product with the other half of a gated MLP.</summary>
public static class IntegerActivation
{
    /// <summary>Entry i is <c>f((i - 128) * inputScale) / outputScale</c>, rounded and saturated to 16 bits.</summary>
    /// <param name="function">Name as in <see cref="Workloads.DecoderConfig.Activation"/>.</param>
    /// <param name="inputScale">Real value of one step of the index.</param>
    /// <param name="outputScale">Real value of one step of an entry.</param>
    public static int[] WideTable(string function, double inputScale, double outputScale)
    {
        var f = ActivationFunctions.Get(function);
        return [.. Enumerable.Range(-128, 256).Select(i => (int)Math.Clamp(Math.Floor(f(i * inputScale) / outputScale + 0.5), short.MinValue, short.MaxValue))];
    }

    /// <summary>Entries of 8 bits, for an MLP without a gate: the table's output is what the next projection reads.</summary>
    public static sbyte[] NarrowTable(string function, double inputScale, double outputScale)
    {
        var f = ActivationFunctions.Get(function);
        return [.. Enumerable.Range(-128, 256).Select(i => (sbyte)Math.Clamp(Math.Floor(f(i * inputScale) / outputScale + 0.5), sbyte.MinValue, sbyte.MaxValue))];
    }

    /// <summary>The scale at which the largest entry of a <see cref="WideTable"/> just fits.</summary>
    public static double WideScale(string function, double inputScale)
    {
        var f = ActivationFunctions.Get(function);
        return Math.Max(1e-30, Enumerable.Range(-128, 256).Max(i => Math.Abs(f(i * inputScale)))) / short.MaxValue;
    }

    /// <summary>The reference of a gated MLP: <c>y = requantise(table[gate] * up)</c>.</summary>
    public static void ApplyGated(ReadOnlySpan<sbyte> gate, ReadOnlySpan<sbyte> up, ReadOnlySpan<int> table, Requantiser scale, Span<sbyte> y)
    {
        for (var i = 0; i < gate.Length; i++) y[i] = scale.ToInt8(table[gate[i] + 128] * up[i]);
    }

    /// <summary>The same result, eight channels at a time where the processor can. <paramref name="y"/> may be <paramref name="up"/>.</summary>
    public static unsafe void ApplyGatedFast(ReadOnlySpan<sbyte> gate, ReadOnlySpan<sbyte> up, ReadOnlySpan<int> table, Requantiser scale, Span<sbyte> y)
    {
        var vectors = Avx2.IsSupported && table.Length >= 256 && up.Length >= gate.Length && y.Length >= gate.Length ? gate.Length & -8 : 0;
        var half = Vector256.Create(1L << scale.Shift >> 1);
        var multiplier = Vector256.Create((int)scale.Multiplier);
        fixed (sbyte* gates = gate, ups = up, target = y)
        fixed (int* entries = table)
        {
            for (var i = 0; i < vectors; i += 8)
            {
                var opened = Avx2.GatherVector256(entries + 128, Avx2.ConvertToVector256Int32(gates + i), 4);
                var product = opened * Avx2.ConvertToVector256Int32(ups + i);
                *(Vector64<sbyte>*)(target + i) = WideProduct.Pack(WideProduct.ToInt8(product, multiplier, (half, half), scale.Shift));
            }
        }

        ApplyGated(gate[vectors..], up[vectors..], table, scale, y[vectors..]);
    }

    /// <summary>The reference without a gate, in place.</summary>
    public static void Apply(Span<sbyte> x, ReadOnlySpan<sbyte> table)
    {
        foreach (ref var value in x) value = table[value + 128];
    }
}
