namespace HwAgent.Core.Compression;

/// <summary>Solves an <see cref="AllocationProblem"/>: the exact solver or the greedy rule.</summary>
public interface IBitAllocator
{
    /// <exception cref="ArgumentException">The problem has no answer.</exception>
    Allocation Solve(AllocationProblem problem);
}
