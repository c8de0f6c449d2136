using System.Globalization;

namespace HwAgent.Evals.Reports.Views;

/// <summary>What the results rest on.</summary>
internal sealed record RunView(string CommandLine, IReadOnlyList<KeyValuePair<string, string>> Facts)
{
    public static RunView From(EvalReportInput input)
    {
        var result = input.Result;
        List<KeyValuePair<string, string>> facts =
        [
            KeyValuePair.Create("Simulator of the strict verdicts", result.Simulator.Length == 0 ? "none ran" : result.Simulator),
            KeyValuePair.Create("Feedback to the solver", result.Feedback),
            KeyValuePair.Create("Temperature", result.Temperature?.ToString(CultureInfo.InvariantCulture) ?? "the endpoint's"),
            KeyValuePair.Create("Seed", result.Seed.ToString(CultureInfo.InvariantCulture)),
            .. result.Tools.OrderBy(tool => tool.Key, StringComparer.Ordinal),
        ];
        return new RunView(input.CommandLine, facts);
    }
}
