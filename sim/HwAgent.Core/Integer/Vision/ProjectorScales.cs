namespace HwAgent.Core.Integer.Vision;

/// <summary>Scales of a projector.</summary>
/// <param name="LargestInputs">Largest magnitude of every channel that the first layer reads: a raw hidden state, whose channels differ by orders of magnitude.</param>
/// <param name="MeanInputs">Mean of every such channel.</param>
/// <param name="Inner">One int8 step before each activation function.</param>
/// <param name="Activated">One int8 step behind each activation function.</param>
public sealed record ProjectorScales(IReadOnlyList<float> LargestInputs, IReadOnlyList<double> MeanInputs, IReadOnlyList<double> Inner, IReadOnlyList<double> Activated);
