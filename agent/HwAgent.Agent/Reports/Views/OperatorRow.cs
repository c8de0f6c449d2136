using HwAgent.Agent.Reports.Drawing;
using HwAgent.Core.Workloads;
using HwAgent.Evaluation.Stages;

namespace HwAgent.Agent.Reports.Views;

/// <summary>One operator of the cycle table, all numbers written out.</summary>
internal sealed record OperatorRow(
    string Index, string Name, string Shape, string Repeats, string Cycles, string PassCycles, string Share, Markup Bar, string Utilisation, string BoundBy,
    string EnergyMillijoules, string Traffic, string MemoryBytes, string CheckedSize, string CheckedPredicted, string CheckedMeasured, string Mark, string Finding, bool IsWrong)
{
    /// <param name="index">Position in the workload, from 1; the roofline's points carry it.</param>
    /// <param name="o">The measurement.</param>
    /// <param name="all">Cycles of one pass.</param>
    /// <param name="longest">Cycles of the operator that takes longest in one pass.</param>
    public static OperatorRow Of(int index, OperatorMeasurement o, double all, double longest)
    {
        var pass = (double)o.PredictedCycles * o.Repeats;
        var wasSimulated = CycleAgreement.WasSimulated(o);
        var isEqual = o.SimulatedCycles == o.SimulatedPredictedCycles;
        return new OperatorRow(
            index.ToString(), o.Name, $"{Text(o.Shape)}, {o.WeightBits} bit", NumberText.Count(o.Repeats), NumberText.Count(o.PredictedCycles), NumberText.Whole(pass),
            NumberText.Percent(pass / all), CycleBars.Draw(o, longest), NumberText.Percent(o.Utilisation), o.BoundBy,
            NumberText.Significant(o.EnergyPicojoules * o.Repeats * 1e-9, 4), NumberText.Metric(o.MemoryBytes, "B"), NumberText.Count(o.MemoryBytes),
            !wasSimulated ? "not simulated" : o.IsFullSize ? "full" : Text(o.SimulatedShape!.Value),
            wasSimulated ? NumberText.Count(o.SimulatedPredictedCycles) : NumberText.None,
            wasSimulated ? NumberText.Count(o.SimulatedCycles) : NumberText.None,
            !wasSimulated ? "" : isEqual ? "=" : "≠",
            FindingOf(o, wasSimulated && !isEqual),
            o.Mismatches > 0 || (wasSimulated && !isEqual));
    }

    public static string Text(LayerShape shape) => $"{shape.M} × {shape.K} × {shape.N}";

    private static string FindingOf(OperatorMeasurement o, bool isUnequal) => string.Join(", ", new[]
    {
        isUnequal ? NumberText.Difference((double)o.SimulatedCycles / o.SimulatedPredictedCycles - 1) : "",
        o.Mismatches > 0 ? Words.Plural(o.Mismatches, "wrong result") : "",
    }.Where(t => t.Length > 0));
}
