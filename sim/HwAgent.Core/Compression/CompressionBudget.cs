using System.Globalization;
using System.Text.RegularExpressions;

namespace HwAgent.Core.Compression;

/// <summary>A budget as people write it: <c>4.2bits</c>, <c>60%</c>, <c>1.2MB</c>.</summary>
/// <param name="Value">Above 0.</param>
/// <param name="Unit">What it counts.</param>
public sealed partial record CompressionBudget(double Value, BudgetUnit Unit)
{
    /// <summary>The unit as written, and how many of <see cref="Unit"/> it is.</summary>
    private (string Text, double Size) Written { get; init; } = ("", 1);

    /// <exception cref="FormatException">Not a budget; the message says what would be one.</exception>
    public static CompressionBudget Parse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success || !double.TryParse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture, out var number) || !(number > 0) || !double.IsFinite(number))
            throw new FormatException($"'{text}' is no budget: write 4.2bits (a weight), 60% (of the model in 8 bits), or a size as 1.2MB, 300KB, 1MiB.");
        var written = match.Groups["unit"].Value;
        var (unit, size) = written.ToUpperInvariant() switch
        {
            "BIT" or "BITS" => (BudgetUnit.BitsPerWeight, 1),
            "%" => (BudgetUnit.Percent, 1),
            "KB" => (BudgetUnit.Bytes, 1e3),
            "MB" => (BudgetUnit.Bytes, 1e6),
            "GB" => (BudgetUnit.Bytes, 1e9),
            "KIB" => (BudgetUnit.Bytes, 1 << 10),
            "MIB" => (BudgetUnit.Bytes, 1 << 20),
            "GIB" => (BudgetUnit.Bytes, 1 << 30),
            _ => (BudgetUnit.Bytes, 1),
        };
        return new CompressionBudget(number * size, unit) { Written = (written, size) };
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

    /// <summary>The least budget in the unit of this one, to three digits, that a cost keeps.</summary>
    /// <param name="cost">In the cost's unit, above 0.</param>
    /// <param name="weights">As for <see cref="In"/>.</param>
    /// <param name="fullCost">As for <see cref="In"/>.</param>
    public string Least(long cost, long weights, long fullCost)
    {
        var (text, size) = Written;
        var exact = (decimal)(Unit switch
        {
            BudgetUnit.BitsPerWeight => 8.0 * cost / weights,
            BudgetUnit.Percent => 100.0 * cost / fullCost,
            _ => cost / size,
        });
        var step = 1m;
        while (exact < 100 * step) step /= 10;
        while (exact >= 1000 * step) step *= 10;
        var least = Math.Ceiling(exact / step) * step;
        while ((this with { Value = (double)least * size }).In(weights, fullCost) < cost) least += step;
        return string.Create(CultureInfo.InvariantCulture, $"{least:0.############################}{text}");
    }

    [GeneratedRegex(@"^\s*(?<number>[0-9]*\.?[0-9]+)\s*(?<unit>bits?|%|[kmg]i?b|b)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Form();
}
