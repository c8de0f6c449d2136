using CsCheck;
using HwAgent.Core.Compression;

namespace HwAgent.Core.Tests.Compression;

/// <summary>Small random problems, whose every combination can be tried. Shared with the tests of the exact solver.</summary>
internal static class AllocationProblems
{
    private static readonly Gen<AllocationOption> Option = Gen.Select(Gen.Int[2, 8], Gen.Long[0, 30], Gen.Double[0, 5], (bits, cost, loss) => new AllocationOption(bits, cost, loss));

    /// <summary>Up to six items of up to four options, with a budget that something fits.</summary>
    public static Gen<AllocationProblem> Feasible { get; } = Gen.Select(Option.Array[1, 4].Array[1, 6], Gen.Double[0, 1], (items, share) =>
    {
        long smallest = items.Sum(options => options.Min(option => option.Cost)), largest = items.Sum(options => options.Max(option => option.Cost));
        return new AllocationProblem([.. items], smallest + (long)(share * (largest - smallest)));
    });

    /// <summary>Loss of the best combination within the budget.</summary>
    public static double BruteForce(AllocationProblem problem)
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
