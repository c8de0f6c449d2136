namespace HwAgent.Core.Compression;

/// <summary>An answer to an <see cref="AllocationProblem"/>.</summary>
/// <param name="Choices">Index of the option that each item takes.</param>
/// <param name="Cost">Total cost.</param>
/// <param name="Loss">Total loss.</param>
public sealed record Allocation(IReadOnlyList<int> Choices, long Cost, double Loss);
