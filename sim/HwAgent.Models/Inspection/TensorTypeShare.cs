namespace HwAgent.Models.Inspection;

/// <summary>The tensors of one element type.</summary>
/// <param name="Type">Its name: F32, BF16, Q4_K, ...</param>
/// <param name="Tensors">How many there are.</param>
/// <param name="Parameters">Values in them.</param>
/// <param name="Bytes">Their size in the file.</param>
/// <param name="IsReadable">False when such tensors can only be listed.</param>
public sealed record TensorTypeShare(string Type, int Tensors, long Parameters, long Bytes, bool IsReadable);
