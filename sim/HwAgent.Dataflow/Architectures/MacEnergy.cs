namespace HwAgent.Dataflow.Architectures;

/// <summary>Energy of one multiply-accumulate for a pair of operand widths.</summary>
/// <param name="InputBits">Width of the activations.</param>
/// <param name="WeightBits">Width of the weights.</param>
/// <param name="Picojoules">Multiply and accumulate.</param>
public readonly record struct MacEnergy(int InputBits, int WeightBits, double Picojoules);
