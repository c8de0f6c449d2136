namespace HwAgent.Core.Integer.Kernels;

/// <summary>The ways to compute a sum of products. All give the same bits; a machine has those that its processor can run.</summary>
public enum KernelPath
{
    /// <summary>Any processor.</summary>
    Portable,

    /// <summary>x86 with AVX2: 16-bit products, because the 8-bit ones of AVX2 saturate.</summary>
    Avx2,

    /// <summary>x86 with AVX-VNNI: four products and their sum in one instruction.</summary>
    AvxVnni,
}
