namespace HwAgent.Core.Workloads;

/// <summary>What an <see cref="Operator"/> computes.</summary>
public enum OperatorKind
{
    /// <summary>A matrix product whose B operand is a parameter (projection, MLP, convolution as GEMM, head).</summary>
    Gemm,

    /// <summary>
    /// Q * K^T of one key head, with the rows of all the query heads that share it stacked (M = heads a group x tokens): both operands are activations.
    /// </summary>
    AttentionScores,

    /// <summary>P * V of one value head, rows stacked as for <see cref="AttentionScores"/>: both operands are activations.</summary>
    AttentionValues,
    Softmax,
    LayerNorm,
    RmsNorm,

    /// <summary>Element-wise activation function (GELU, SiLU, ReLU, quick GELU).</summary>
    Activation,

    /// <summary>Residual add, gate multiply, position add.</summary>
    Elementwise,

    /// <summary>Rotary position embedding.</summary>
    Rope,

    /// <summary>Table look-up of token or position rows.</summary>
    Embedding,
}
