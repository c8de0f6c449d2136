using System.Globalization;

namespace HwAgent.Evals.Arrays;

/// <summary>What an agreement run found.</summary>
/// <param name="Plan">What was run.</param>
/// <param name="Products">Random products simulated.</param>
/// <param name="Accelerators">Random accelerators that they ran on.</param>
/// <param name="EqualCycles">Products whose simulated cycles are the predicted ones.</param>
/// <param name="EqualBytes">Products for which the bus monitor counted the predicted bytes, read and written.</param>
/// <param name="Elements">Elements of results compared with the golden model.</param>
/// <param name="Mismatches">Of these, those that differ.</param>
/// <param name="SimulatedCycles">Of all products together.</param>
/// <param name="LongestCycles">Of the longest product.</param>
/// <param name="Disagreeing">Places in the plan of products that differ in anything.</param>
public sealed record AgreementSummary(
    AgreementPlan Plan, int Products, int Accelerators, int EqualCycles, int EqualBytes, long Elements, long Mismatches, long SimulatedCycles, long LongestCycles, IReadOnlyList<int> Disagreeing)
{
    public bool Agrees => Disagreeing.Count == 0;

    public static AgreementSummary Of(AgreementPlan plan, IReadOnlyList<AgreementRow> rows) => new(
        plan, rows.Count, rows.Select(r => r.HardwareSeed).Distinct().Count(), rows.Count(r => r.HasEqualCycles), rows.Count(r => r.HasEqualBytes),
        rows.Sum(r => r.Elements), rows.Sum(r => r.Mismatches), rows.Sum(r => r.SimulatedCycles), rows.Count == 0 ? 0 : rows.Max(r => r.SimulatedCycles), [.. rows.Where(r => !r.Agrees).Select(r => r.Index)]);

    public IEnumerable<string> Lines()
    {
        yield return Format($"{Products:N0} random products on {Accelerators:N0} random accelerators: {Plan}");
        yield return Format($"cycles equal to the predicted ones: {EqualCycles:N0} of {Products:N0} ({SimulatedCycles:N0} cycles simulated, {LongestCycles:N0} in the longest)");
        yield return Format($"bytes on the bus equal to the predicted ones, read and written: {EqualBytes:N0} of {Products:N0}");
        yield return Format($"elements unlike the golden model's: {Mismatches:N0} of {Elements:N0}");
        if (!Agrees) yield return $"disagreeing rows: {string.Join(", ", Disagreeing)}";
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
