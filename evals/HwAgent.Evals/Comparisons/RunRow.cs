using HwAgent.Agent.Llm;
using HwAgent.Evals.Results;

namespace HwAgent.Evals.Comparisons;

/// <summary>One run in a comparison.</summary>
/// <param name="Name">Its directory.</param>
/// <param name="Model">Who answered.</param>
/// <param name="Strategy">How.</param>
/// <param name="Complete">Whether every answer is there.</param>
/// <param name="Strict">Our score.</param>
/// <param name="Official">The benchmark's own.</param>
/// <param name="Usage">Tokens and money.</param>
/// <param name="CostPerSolvedUsd">Dollars for each answer that passed; null when unknown or nothing passed.</param>
public sealed record RunRow(string Name, string Model, string Strategy, bool Complete, Score Strict, Score Official, UsageTotals Usage, decimal? CostPerSolvedUsd)
{
    public static RunRow Of(ComparedRun run)
    {
        var (result, passed) = (run.Result, run.Result.Strict.Passed);
        return new RunRow(run.Name, result.Model, result.Strategy, result.Complete, result.Strict, result.Official, result.Usage, passed == 0 ? null : result.Usage.CostUsd / passed);
    }
}
