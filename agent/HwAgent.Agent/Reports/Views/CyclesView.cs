namespace HwAgent.Agent.Reports.Views;

/// <summary>Cycles of every product, predicted and measured.</summary>
internal sealed record CyclesView(IReadOnlyList<OperatorRow> Rows, string TotalCycles, string TotalEnergyMillijoules, string TotalUtilisation, string Summary)
{
    public static CyclesView From(ReportInput input)
    {
        if (input.Best is not { Simulation: { } simulation } best) return new CyclesView([], "", "", "", "");
        var operators = simulation.Operators;
        var totals = operators.Select(o => (double)o.PredictedCycles * o.Repeats).ToArray();
        var rows = operators.Select((o, i) => OperatorRow.Of(i + 1, o, totals.Sum(), totals.DefaultIfEmpty(1).Max())).ToArray();
        var agreement = CycleAgreement.Of(simulation);
        return new CyclesView(
            rows,
            NumberText.Count(best.PredictedCycles),
            NumberText.Significant(operators.Sum(o => o.EnergyPicojoules * o.Repeats) * 1e-9, 4),
            NumberText.Percent(best.Utilisation),
            $"{agreement.Equality}; {agreement.Coverage}. "
            + $"{NumberText.Count(simulation.Cycles)} cycles of one pass measured, {NumberText.Count(simulation.PredictedCycles)} predicted for the same products.");
    }
}
