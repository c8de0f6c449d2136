namespace HwAgent.Core.Compression;

/// <summary>
/// Starts with the cheapest width everywhere and buys, again and again, the upgrade along an item's convex hull that saves most loss per cost. Up to the first
/// upgrade that no longer fits this is the optimum of the linear relaxation (Sinha and Zoltners 1979, the multiple-choice knapsack problem), which gives the bound;
/// later upgrades that still fit are taken.
/// </summary>
public sealed class GreedyAllocator : IBitAllocator
{
    public Allocation Solve(AllocationProblem problem) => Run(problem).Allocation;

    /// <summary>No allocation within the budget has less loss: the optimum when fractions of an upgrade could be bought.</summary>
    public static double LowerBound(AllocationProblem problem) => Run(problem).Bound;

    private static (Allocation Allocation, double Bound) Run(AllocationProblem problem)
    {
        problem.Check();
        int[][] hulls = [.. problem.Items.Select(ConvexHull.Of)];
        int[] choices = [.. hulls.Select(hull => hull[0])];
        var start = problem.Evaluate(choices);
        long left = problem.Budget - start.Cost;
        double? bound = null;
        var relaxed = start.Loss;
        var stopped = new bool[hulls.Length];
        var upgrades = from item in Enumerable.Range(0, hulls.Length)
                       from step in Enumerable.Range(1, hulls[item].Length - 1)
                       let gain = ConvexHull.Gain(problem.Items[item], hulls[item][step - 1], hulls[item][step])
                       orderby gain descending, item, step
                       select (item, step, gain);
        foreach (var (item, step, gain) in upgrades)
        {
            var cost = problem.Items[item][hulls[item][step]].Cost - problem.Items[item][hulls[item][step - 1]].Cost;
            if (stopped[item]) continue;
            if (cost > left)
            {
                bound ??= relaxed - gain * left;
                stopped[item] = true; // its further upgrades build on this one
                continue;
            }

            left -= cost;
            choices[item] = hulls[item][step];
            if (bound is null) relaxed -= gain * cost;
        }

        return (problem.Evaluate(choices), bound ?? relaxed);
    }
}
