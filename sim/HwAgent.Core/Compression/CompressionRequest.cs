using HwAgent.Core.Models;

namespace HwAgent.Core.Compression;

/// <summary>What <see cref="Compressor"/> is asked for: a budget, or a plan.</summary>
public sealed record CompressionRequest
{
    /// <summary>Widths are chosen for it; null with a plan.</summary>
    public CompressionBudget? Budget { get; init; }

    /// <summary>Widths, and what pruning keeps, are given; null with a budget.</summary>
    public CompressionPlan? Plan { get; init; }

    public CompressionSettings Settings { get; init; } = new();

    /// <summary>What the budget counts; bytes as stored when null. Sizes and bits a weight are budgets of bytes alone.</summary>
    public IUnitCost? Cost { get; init; }

    /// <summary>Whether something is to be pruned that no plan names.</summary>
    public bool IsPruningAsked => PrunedShare > 0 || PrunedBlocks != 0;

    /// <summary>Part of the heads' and MLP channels' cost to prune, 0 to below 1.</summary>
    public double PrunedShare { get; init; }

    /// <summary>Blocks of the least influence to take out.</summary>
    public int PrunedBlocks { get; init; }

    /// <summary>MLP channels are pruned in multiples of this.</summary>
    public int ChannelMultiple { get; init; } = 8;

    /// <summary>Further budgets that the report compares; each costs a run over the calibration text.</summary>
    public int CurvePoints { get; init; } = 6;

    /// <summary>What the budget allows, in the unit of the cost; null with a plan. Asked before anything is measured, because no measurement saves a budget that nothing fits.</summary>
    /// <param name="original">The matrices of the model before pruning.</param>
    /// <param name="rounded">Those that pruning leaves.</param>
    /// <exception cref="ArgumentException">The narrowest widths cost more, or what <see cref="Resolve"/> finds; the message names the least budget.</exception>
    public long? Allowed(IEnumerable<(WeightMatrix Matrix, LinearWeights Weights)> original, IEnumerable<(WeightMatrix Matrix, LinearWeights Weights)> rounded)
    {
        var (settings, cost) = Resolve();
        if (Budget is null) return null;
        RowRange[] left = [.. rounded.Select(RowRange.Of)];
        var (weights, fullCost) = (left.Sum(range => range.Weights), original.Sum(entry => cost.Cost(RowRange.Of(entry), 8)));
        var (allowed, least) = (Budget.In(weights, fullCost), left.Sum(range => settings.Widths.Min(bits => cost.Cost(range, bits))));
        if (least <= allowed) return allowed;
        var scales = Budget.Unit == BudgetUnit.BitsPerWeight ? ", scales included" : "";
        throw new ArgumentException($"The budget is too small: the narrowest width everywhere needs {Budget.Least(least, weights, fullCost)}{scales}{(IsPruningAsked ? ", behind pruning" : "")}.");
    }

    /// <summary>How to round, which a plan says itself, and what costs count.</summary>
    /// <exception cref="ArgumentException">Budget and plan do not exclude each other, or the budget's unit is not that of the cost.</exception>
    internal (CompressionSettings Settings, IUnitCost Cost) Resolve()
    {
        if ((Budget is null) == (Plan is null)) throw new ArgumentException("A budget or a plan is needed, not both.");
        var settings = Plan is { } given ? Settings with { GroupSize = given.GroupSize, ErrorFeedback = given.ErrorFeedback } : Settings;
        var cost = Cost ?? new ByteCost(settings.GroupSize);
        if (this is { Cost: not null, Budget: { } stated } && stated.Unit != BudgetUnit.Percent)
            throw new ArgumentException($"A budget of {cost.Name} is stated in percent of the model in 8 bits.");
        return (settings, cost);
    }
}
