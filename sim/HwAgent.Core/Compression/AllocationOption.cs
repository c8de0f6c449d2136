namespace HwAgent.Core.Compression;

/// <summary>One width that an item of an <see cref="AllocationProblem"/> may take.</summary>
/// <param name="Bits">Width.</param>
/// <param name="Cost">In the budget's unit.</param>
/// <param name="Loss">What the width costs in accuracy; need not fall with the width, because measured losses do not always.</param>
public readonly record struct AllocationOption(int Bits, long Cost, double Loss);
