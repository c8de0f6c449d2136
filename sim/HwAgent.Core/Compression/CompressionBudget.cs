using System.Globalization;
using System.Text.RegularExpressions;

namespace HwAgent.Core.Compression;

/// <summary>A budget as people write it: <c>4.2bits</c>, <c>60%</c>, <c>1.2MB</c>.</summary>
/// <param name="Value">Above 0.</param>
/// <param name="Unit">What it counts.</param>
public sealed partial record CompressionBudget(double Value, BudgetUnit Unit)
{
    /// <exception cref="FormatException">Not a budget; the message says what would be one.</exception>
    public static CompressionBudget Parse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success || !double.TryParse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture, out var number) || !(number > 0) || !double.IsFinite(number))
            throw new FormatException($"'{text}' is no budget: write 4.2bits (a weight), 60% (of the model in 8 bits), or a size as 1.2MB, 300KB, 1MiB.");
        return match.Groups["unit"].Value.ToUpperInvariant() switch
        {
            "BIT" or "BITS" => new(number, BudgetUnit.BitsPerWeight),
            "%" => new(number, BudgetUnit.Percent),
            "KB" => new(number * 1e3, BudgetUnit.Bytes),
            "MB" => new(number * 1e6, BudgetUnit.Bytes),
            "GB" => new(number * 1e9, BudgetUnit.Bytes),
            "KIB" => new(number * (1 << 10), BudgetUnit.Bytes),
            "MIB" => new(number * (1 << 20), BudgetUnit.Bytes),
            "GIB" => new(number * (1 << 30), BudgetUnit.Bytes),
            _ => new(number, BudgetUnit.Bytes),
        };
    }

    /// <summary>The number of <c>20%</c>.</summary>
    /// <exception cref="FormatException">Not a percentage from 0 to below 100.</exception>
    public static double Percentage(string text) =>
        text.Trim() is [.. var number, '%'] && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and < 100
            ? value
            : throw new FormatException($"'{text}' is no percentage: write 20%, at least 0 and below 100.");

    /// <summary>The budget in the unit of a cost.</summary>
    /// <param name="weights">Weights of the model that is rounded.</param>
    /// <param name="fullCost">Cost of the unpruned model with 8-bit weights.</param>
    public long In(long weights, long fullCost) => (long)Math.Min(long.MaxValue / 2, Unit switch
    {
        BudgetUnit.BitsPerWeight => Value * weights / 8,
        BudgetUnit.Percent => Value / 100 * fullCost,
        _ => Value,
    });

    [GeneratedRegex(@"^\s*(?<number>[0-9]*\.?[0-9]+)\s*(?<unit>bits?|%|[kmg]i?b|b)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Form();
}
