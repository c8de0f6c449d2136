using System.Globalization;
using HwAgent.Evals.Results;

namespace HwAgent.Evals.Reports.Views;

/// <summary>One of the two scores.</summary>
internal sealed record ScoreRow(string Name, string Passed, string Total, string Mean, IReadOnlyList<string> PassAtK)
{
    public static ScoreRow Of(string name, Score score) => new(
        name, $"{score.Passed}", $"{score.Total}", score.HarnessMean.ToString("0.00", CultureInfo.InvariantCulture),
        [.. score.PassAtK.Values.Select(k => string.Create(CultureInfo.InvariantCulture, $"{k.Value:0.000} [{k.Low:0.000}, {k.High:0.000}]"))]);
}
