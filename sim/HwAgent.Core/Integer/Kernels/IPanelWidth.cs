using System.Runtime.Intrinsics;

namespace HwAgent.Core.Integer.Kernels;

/// <summary>One width of weights: how its blocks unfold into vectors of bytes.</summary>
internal unsafe interface IPanelWidth
{
    static abstract int Bits { get; }

    /// <summary>Vector 0 to 7 of a block, each weight in the upper bits of its byte: <c>w * 2^(8 - Bits)</c>. The factor costs nothing and is taken out of the sums.</summary>
    static abstract Vector256<sbyte> Load(byte* block, int vector);
}
