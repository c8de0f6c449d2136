namespace HwAgent.Core.Workloads;

/// <summary>Which normalisation a model uses in its blocks.</summary>
public enum NormKind
{
    /// <summary>Mean and variance, with scale and shift: 2 x width parameters.</summary>
    LayerNorm,

    /// <summary>Root mean square, scale only: width parameters.</summary>
    RmsNorm,
}
