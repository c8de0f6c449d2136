using CsCheck;
using HwAgent.Core.Compression;

namespace HwAgent.Core.Tests.Compression;

public sealed class GreedyAllocatorTests
{
    [Fact]
    public void Solve_AnyProblem_KeepsTheBudgetAndIsBetweenBoundAndNothingBought() =>
        AllocationProblems.Feasible.Sample(problem =>
        {
            var found = new GreedyAllocator().Solve(problem);
            var bound = GreedyAllocator.LowerBound(problem);
            Assert.True(found.Cost <= problem.Budget);
            Assert.Equal(problem.Evaluate([.. found.Choices]), found, (a, b) => a.Cost == b.Cost && Math.Abs(a.Loss - b.Loss) < 1e-12);
            Assert.True(bound <= found.Loss + 1e-9);
        }, iter: 2000);

    [Fact]
    public void LowerBound_AnyProblem_IsNotAboveTheBestOfAllCombinations() =>
        AllocationProblems.Feasible.Sample(problem => Assert.True(GreedyAllocator.LowerBound(problem) <= AllocationProblems.BruteForce(problem) + 1e-9), iter: 2000);

    /// <summary>Where nothing is left over the bound is reached.</summary>
    [Fact]
    public void LowerBound_BudgetForEverything_IsTheLossOfTheBestOptions()
    {
        var problem = new AllocationProblem([[new(2, 1, 5), new(8, 4, 1)], [new(2, 2, 3), new(4, 3, 2), new(8, 5, 0.5)]], 9);
        Assert.Equal(1.5, GreedyAllocator.LowerBound(problem), 1e-12);
        Assert.Equal([1, 2], new GreedyAllocator().Solve(problem).Choices);
    }

    [Fact]
    public void Solve_BudgetBelowTheCheapest_SaysWhichBudgetWouldDo()
    {
        var problem = new AllocationProblem([[new(2, 10, 1)], [new(2, 7, 1)]], 16);
        Assert.Contains("17", Assert.Throws<ArgumentException>(() => new GreedyAllocator().Solve(problem)).Message, StringComparison.Ordinal);
    }
}
