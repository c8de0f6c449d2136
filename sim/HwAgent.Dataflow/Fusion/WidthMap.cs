using HwAgent.Core.Workloads;

namespace HwAgent.Dataflow.Fusion;

/// <summary>The widths of a workload's tensors, in bits, 1 to 32 each.</summary>
public sealed record WidthMap
{
    /// <summary>Everything that is an operand of a product, and softmax's results.</summary>
    public int ActivationBits { get; init; } = 8;

    /// <summary>The residual stream.</summary>
    public int ResidualBits { get; init; } = 16;

    /// <summary>Keys and values.</summary>
    public int KeyValueBits { get; init; } = 8;

    /// <summary>Partial sums.</summary>
    public int PartialBits { get; init; } = 32;

    /// <summary>Weights that no rule names.</summary>
    public int WeightBits { get; init; } = 8;

    /// <summary>Weights by operator; the last rule that matches counts.</summary>
    public IReadOnlyList<WidthRule> Rules { get; init; } = [];

    /// <summary>Operators whose weights have several widths: those of their columns, in order. A rule that matches comes before.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<WeightStripe>> Mixed { get; init; } = new Dictionary<string, IReadOnlyList<WeightStripe>>();

    /// <summary>The weight width of an operator; the widest where it has several.</summary>
    public int WeightBitsOf(string operatorName) =>
        Rules.LastOrDefault(r => r.Matches(operatorName))?.Bits ?? (Mixed.GetValueOrDefault(operatorName) is { Count: > 0 } stripes ? stripes.Max(s => s.Bits) : WeightBits);

    /// <summary>The weight widths of an operator's columns.</summary>
    /// <exception cref="ArgumentException">Its widths are those of another number of columns.</exception>
    public IReadOnlyList<WeightStripe> StripesOf(string operatorName, long columns)
    {
        if (Rules.Any(r => r.Matches(operatorName)) || Mixed.GetValueOrDefault(operatorName) is not { } stripes) return [new WeightStripe(columns, WeightBitsOf(operatorName))];
        return stripes.Sum(s => s.Columns) == columns ? stripes : throw new ArgumentException($"{operatorName} has {columns} columns, and widths for {stripes.Sum(s => s.Columns)}.");
    }

    /// <exception cref="ArgumentException">A width outside 1 to 32, or partial sums narrower than what they become.</exception>
    internal void Check()
    {
        foreach (var (name, bits) in (IEnumerable<(string, int)>)
            [("activations", ActivationBits), ("residual stream", ResidualBits), ("keys and values", KeyValueBits), ("partial sums", PartialBits), ("weights", WeightBits), .. Rules.Select(r => ($"'{r.Pattern}'", r.Bits)), .. Mixed.SelectMany(m => m.Value, (m, s) => (m.Key, s.Bits))])
        {
            if (bits is < 1 or > 32) throw new ArgumentException($"The width of {name} is {bits} bits; give 1 to 32.");
        }

        if (PartialBits < Math.Max(ActivationBits, Math.Max(ResidualBits, KeyValueBits)))
            throw new ArgumentException($"Partial sums of {PartialBits} bits are narrower than what they become; widen them.");
    }
}
