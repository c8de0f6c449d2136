using System.Globalization;

namespace HwAgent.Evals.Cascades;

/// <summary>What tuning found as a Markdown table.</summary>
public static class CascadeTables
{
    public static IEnumerable<string> Lines(CascadeTuning tuning)
    {
        yield return Format($"{tuning.Benchmark}, {tuning.Answers} recorded answers, {tuning.Considered:N0} cascades considered; accuracy is that of the validation run itself");
        yield return "";
        yield return $"| | Accuracy | {tuning.CostUnit} an answer | --model | --stages (k,l,theta) |";
        yield return "|---|---|---|---|---|";
        foreach (var cascade in tuning.Front) yield return Row("Pareto front", cascade, tuning);
        foreach (var cascade in tuning.Baselines) yield return Row(cascade.Stages[0] is { Solutions: 1, SelfTests: 0 } ? "one answer" : "single model", cascade, tuning);
    }

    private static string Row(string kind, TunedCascade cascade, CascadeTuning tuning) => Format(
        $"| {kind} | {cascade.Accuracy:0.000} | {(tuning.CostUnit == "USD" ? Format($"{cascade.Cost:0.000000}") : Format($"{cascade.Cost:0}"))} | {string.Join(',', cascade.Models).Replace('|', '/')} | '{cascade.StagesOption}' |");

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
