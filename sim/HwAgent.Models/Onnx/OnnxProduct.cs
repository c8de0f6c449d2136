namespace HwAgent.Models.Onnx;

/// <summary>A node of an ONNX model as a matrix product C[M,N] = A[M,K] * B[K,N], one for each of some heads.</summary>
/// <param name="Name">The node's, or that of what it computes.</param>
/// <param name="OperatorType">Its type: <c>MatMul</c>, <c>Gemm</c>, <c>Conv</c>, ...</param>
/// <param name="Heads">Products side by side, each with operands of its own: batches of both operands, groups of a convolution.</param>
/// <param name="M">Rows.</param>
/// <param name="N">Columns.</param>
/// <param name="K">Summed length.</param>
/// <param name="HasWeights">Whether the second operand is a constant of the model.</param>
public sealed record OnnxProduct(string Name, string OperatorType, long Heads, long M, long N, long K, bool HasWeights);
