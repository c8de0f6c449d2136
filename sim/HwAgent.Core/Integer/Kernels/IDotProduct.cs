using System.Runtime.Intrinsics;

namespace HwAgent.Core.Integer.Kernels;

/// <summary>The one step that differs between processors.</summary>
internal interface IDotProduct
{
    /// <summary>In each lane of 32 bits: the sum, plus four unsigned bytes times four signed bytes; exact, modulo 2^32.</summary>
    static abstract Vector256<int> Add(Vector256<int> sums, Vector256<byte> activations, Vector256<sbyte> weights);
}
