using System.Globalization;
using HwAgent.Core.Cascades;
using HwAgent.Core.Decoding;

namespace HwAgent.Cli.Cascades;

/// <summary>The answer of <c>hwagent cascade --json</c>.</summary>
internal sealed record CascadeReport
{
    /// <summary>The cascade's file.</summary>
    public required string Cascade { get; init; }

    public required string Prompt { get; init; }

    /// <summary>What the chosen model wrote behind the prompt.</summary>
    public required string Text { get; init; }

    /// <summary>Whose text it is.</summary>
    public required string Model { get; init; }

    /// <summary>Of the text in its self-tests, 0 to 1.</summary>
    public required double Score { get; init; }

    /// <summary>Whether the score reached the threshold of the model's stage.</summary>
    public required bool ReachedThreshold { get; init; }

    public required SamplingOptions Sampling { get; init; }

    public required ulong Seed { get; init; }

    public required CascadeCost CostUnit { get; init; }

    /// <summary>Of all models together.</summary>
    public required double Cost { get; init; }

    /// <summary>Of the models that were asked, small to large: every answer with its evidence.</summary>
    public required IReadOnlyList<CascadeDecision> Decisions { get; init; }

    public required double Seconds { get; init; }

    /// <summary>For people, on standard error.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (var decision in Decisions)
        {
            yield return Format($"{decision.Model}: {decision.Decision}, score {decision.Score:0.##} of {decision.Threshold:0.##}; {decision.Requests} requests, {decision.Tokens} tokens, {Amount(decision.Cost)}");
            foreach (var test in decision.Candidates.MaxBy(candidate => candidate.Score)!.SelfTests) yield return Format($"  {test.Test} {test.Score:0.##}: {test.Evidence}");
        }

        var miss = ReachedThreshold ? "" : ", below its threshold";
        yield return Format($"answer of {Model}{miss}; {Amount(Cost)} in {Seconds:0.0} s");
    }

    private string Amount(double cost) => CostUnit == CascadeCost.Macs ? Format($"{cost / 1e6:0.0} million multiply-accumulates") : Format($"{cost / 1e6:0.0} MB of weights read");

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
