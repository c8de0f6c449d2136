using CsCheck;
using HwAgent.Core.Compression;
using HwAgent.Models.Allocation;

namespace HwAgent.Models.Tests.Allocation;

public sealed class ExactAllocatorTests
{
    private static readonly Gen<AllocationOption> Option = Gen.Select(Gen.Int[2, 8], Gen.Long[0, 30], Gen.Double[0, 5], (bits, cost, loss) => new AllocationOption(bits, cost, loss));

    /// <summary>Up to six items of up to four options, with a budget that something fits.</summary>
    private static readonly Gen<AllocationProblem> Feasible = Gen.Select(Option.Array[1, 4].Array[1, 6], Gen.Double[0, 1], (items, share) =>
    {
        long smallest = items.Sum(options => options.Min(option => option.Cost)), largest = items.Sum(options => options.Max(option => option.Cost));
        return new AllocationProblem([.. items], smallest + (long)(share * (largest - smallest)));
    });

    [Fact]
    public void Solve_SmallProblem_FindsTheBestOfAllCombinations() =>
        Feasible.Sample(problem =>
        {
            var found = new ExactAllocator().Solve(problem);
            Assert.True(found.Cost <= problem.Budget);
            Assert.Equal(BestOfAll(problem), found.Loss, 1e-9);
        }, iter: 150);

    /// <summary>Greedy takes the first item's upgrade, which saves most per cost, and then nothing else fits.</summary>
    [Fact]
    public void Solve_GreedyTrap_IsAvoided()
    {
        var problem = new AllocationProblem([[new(2, 0, 10), new(4, 6, 0)], [new(2, 0, 8), new(4, 5, 0)], [new(2, 0, 8), new(4, 5, 0)]], 10);

        Assert.Equal(16, new GreedyAllocator().Solve(problem).Loss);
        Assert.Equal(10, new ExactAllocator().Solve(problem).Loss);
        Assert.InRange(GreedyAllocator.LowerBound(problem), 9.5, 10); // 26 - 10 - 4/5 * 8 = 9.6
    }

    [Fact]
    public void Solve_Twice_GivesTheSame()
    {
        var problem = Many(120);
        Assert.Equal(new ExactAllocator().Solve(problem).Choices, new ExactAllocator().Solve(problem).Choices);
    }

    /// <summary>As many items as a model of a few hundred channel groups has: never worse than greedy, never below the bound.</summary>
    [Fact]
    public void Solve_ManyItems_LiesBetweenTheBoundAndGreedy()
    {
        var problem = Many(120);
        var found = new ExactAllocator().Solve(problem);
        Assert.InRange(found.Loss, GreedyAllocator.LowerBound(problem) - 1e-9, new GreedyAllocator().Solve(problem).Loss);
        Assert.True(found.Cost <= problem.Budget);
    }

    private static AllocationProblem Many(int items)
    {
        var random = new Core.Numerics.SplitMix64(5);
        var list = new List<IReadOnlyList<AllocationOption>>();
        for (var i = 0; i < items; i++)
        {
            long size = 100 + random.Next(5000);
            var loss = (1 + random.Next(1000)) / 1000.0;
            list.Add([new(2, 2 * size, loss), new(3, 3 * size, loss / 4), new(4, 4 * size, loss / 16), new(8, 8 * size, loss / 4096)]);
        }

        return new AllocationProblem(list, list.Sum(options => options[0].Cost) * 2);
    }

    private static double BestOfAll(AllocationProblem problem)
    {
        var best = double.PositiveInfinity;
        var combinations = problem.Items.Aggregate(1, (product, options) => product * options.Count);
        for (var combination = 0; combination < combinations; combination++)
        {
            var rest = combination;
            var choices = new int[problem.Items.Count];
            for (var i = 0; i < choices.Length; i++) (rest, choices[i]) = Math.DivRem(rest, problem.Items[i].Count);
            var found = problem.Evaluate(choices);
            if (found.Cost <= problem.Budget) best = Math.Min(best, found.Loss);
        }

        return best;
    }
}
