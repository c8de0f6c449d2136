namespace HwAgent.Core.Compression;

/// <summary>
/// Multiple-choice knapsack: one option for every item, total cost within the budget, least total loss (HAWQ-V3, arXiv 2011.10680, with any additive cost).
/// Items that must share a width (query, key, value) are one item with summed costs and losses.
/// </summary>
/// <param name="Items">The options of each item, at least one.</param>
/// <param name="Budget">Largest total cost.</param>
public sealed record AllocationProblem(IReadOnlyList<IReadOnlyList<AllocationOption>> Items, long Budget)
{
    /// <summary>Cost of the cheapest option everywhere: no budget below it can be kept.</summary>
    public long SmallestCost => Items.Sum(options => options.Min(option => option.Cost));

    /// <summary>The choices with their totals.</summary>
    /// <param name="choices">Index of an option for each item.</param>
    public Allocation Evaluate(int[] choices)
    {
        long cost = 0;
        double loss = 0;
        for (var i = 0; i < choices.Length; i++)
        {
            cost += Items[i][choices[i]].Cost;
            loss += Items[i][choices[i]].Loss;
        }

        return new Allocation(choices, cost, loss);
    }

    /// <exception cref="ArgumentException">An item without options, a loss that is no number, or a budget that nothing fits.</exception>
    public void Check()
    {
        for (var i = 0; i < Items.Count; i++)
        {
            if (Items[i].Count == 0) throw new ArgumentException($"Item {i} has no options.");
            if (Items[i].Any(option => !double.IsFinite(option.Loss) || option.Cost < 0)) throw new ArgumentException($"Item {i} has a loss or cost that is no number from 0 up.");
        }

        if (SmallestCost > Budget) throw new ArgumentException($"A budget of {Budget} is below {SmallestCost}, the cost of the narrowest width everywhere.");
    }
}
