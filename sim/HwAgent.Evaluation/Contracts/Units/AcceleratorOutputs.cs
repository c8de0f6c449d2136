namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>What the accelerator does in one cycle.</summary>
/// <param name="Takes">The instruction offered is taken.</param>
/// <param name="Memory">The memory engine, the memory port included.</param>
/// <param name="IsDone">HALT was taken.</param>
/// <param name="IsBusy">The array takes operands.</param>
internal readonly record struct AcceleratorOutputs(bool Takes, DmaOutputs Memory, bool IsDone, bool IsBusy);
