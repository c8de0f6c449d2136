namespace HwAgent.Evals.Reports.Views;

/// <summary>Classes of errors: what stopped each turn, and what the graded answers came to.</summary>
internal sealed record ErrorsView(IReadOnlyList<string> Stages, IReadOnlyList<TurnRow> Turns, IReadOnlyList<KeyValuePair<string, int>> Outcomes, IReadOnlyList<KeyValuePair<string, int>> PassedByTurns)
{
    private static readonly string[] KnownStages = ["reply", "policy", "compile", "simulate", "accepted"];

    public static ErrorsView From(EvalReportInput input)
    {
        var turns = input.Samples.SelectMany(sample => sample.Solution.Turns).ToList();
        string[] stages = [.. KnownStages, .. turns.Select(turn => turn.Stage).Distinct().Except(KnownStages).Order(StringComparer.Ordinal)];
        var rows = turns.GroupBy(turn => turn.Number).OrderBy(group => group.Key)
            .Select(group => new TurnRow($"{group.Key}", [.. stages.Select(stage => $"{group.Count(turn => turn.Stage == stage)}")]));
        return new ErrorsView(stages, [.. rows], [.. input.Result.Outcomes.Select(outcome => KeyValuePair.Create(outcome.Key.Replace('_', ' '), outcome.Value))], input.Result.PassedByTurns.Count > 1 ? [.. input.Result.PassedByTurns] : []);
    }
}
