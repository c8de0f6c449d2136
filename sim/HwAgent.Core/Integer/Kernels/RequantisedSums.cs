using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HwAgent.Core.Integer.Kernels;

/// <summary>
/// <see cref="Numerics.Requantiser"/> for eight outputs at a time. The lanes are doubles that hold integers: <c>floor(x * (M / 2^S) + 1/2)</c> is
/// the same number as <c>(x * M + half) >> S</c>, because no step rounds. M / 2^S has 16 significant bits, the product 47, the sum is a multiple of
/// 2^-S below 2^48 (S = 0 aside, where the half falls to floor), and a double has 53. No processor before AVX-512 shifts 64-bit lanes arithmetically.
/// </summary>
internal static unsafe class RequantisedSums
{
    /// <summary>Biased, scaled, rounded and saturated.</summary>
    /// <param name="sums">Eight sums.</param>
    /// <param name="epilogue">Biases and scales.</param>
    /// <param name="output">The first one's output.</param>
    /// <param name="minimum">Lower limit of the result.</param>
    /// <param name="maximum">Upper limit.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Eight(int* sums, Epilogue epilogue, int output, int minimum, int maximum)
    {
        ref var bias = ref Unsafe.Add(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(epilogue.Bias), output);
        ref var factor = ref Unsafe.Add(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(epilogue.Factors), output);
        var x = Vector256.Load(sums) + Vector256.LoadUnsafe(ref bias);
        return Vector256.Create(
            Four(x.GetLower(), Vector256.LoadUnsafe(ref factor), minimum, maximum),
            Four(x.GetUpper(), Vector256.LoadUnsafe(ref factor, 4), minimum, maximum));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Four(Vector128<int> sums, Vector256<double> factors, int minimum, int maximum)
    {
        var x = Avx.IsSupported
            ? Avx.ConvertToVector256Double(sums)
            : Vector256.ConvertToDouble(Vector256.Create(Vector128.WidenLower(sums), Vector128.WidenUpper(sums)));
        var y = Vector256.Floor(x * factors + Vector256.Create(0.5));
        y = Vector256.Min(Vector256.Max(y, Vector256.Create((double)minimum)), Vector256.Create((double)maximum));
        if (Avx.IsSupported) return Avx.ConvertToVector128Int32WithTruncation(y);
        var wide = Vector256.ConvertToInt64(y);
        return Vector128.Narrow(wide.GetLower(), wide.GetUpper());
    }
}
