namespace HwAgent.Core.Workloads;

/// <summary>The shape of one matrix product C[M,N] = A[M,K] * B[K,N].</summary>
/// <param name="M">Rows of the activations and of the result (tokens or patches).</param>
/// <param name="N">Columns of the weights and of the result (output channels).</param>
/// <param name="K">The summed dimension (input channels).</param>
public readonly record struct LayerShape(int M, int N, int K)
{
    /// <summary>Multiply-accumulates of one execution.</summary>
    public long Macs => (long)M * N * K;

    public override string ToString() => $"{M}x{K}x{N}";
}
