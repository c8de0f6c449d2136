using HwAgent.Agent.Reports.Drawing;
using HwAgent.Evaluation.Stages;

namespace HwAgent.Agent.Reports.Views;

/// <summary>The operators under the roofs of the best design.</summary>
internal sealed record RooflineView(Markup Plot, string Caption)
{
    public static RooflineView From(ReportInput input)
    {
        if (input.Best is not { Simulation: { Operators.Count: > 0 } simulation } best) return new RooflineView(Markup.None, "");
        var port = best.Parameters.BusBytes;
        var asked = input.Spec.Budget.DramBytesPerCycle;
        var bandwidth = Math.Min(asked, port);
        var limit = asked > port ? $"the memory would give {NumberText.Significant(asked, 4)} B/cycle, the port takes {port}" : "the bandwidth of the spec";
        var ridge = best.Parameters.PeakMacs / bandwidth;
        return new RooflineView(
            RooflinePlot.Draw(best.Parameters.PeakMacs, $"{best.Parameters.Rows} × {best.Parameters.Columns}", bandwidth, [.. simulation.Operators.Select(PointOf)]),
            $"Memory roof {NumberText.Significant(bandwidth, 4)} B/cycle ({limit}), compute roof {NumberText.Count(best.Parameters.PeakMacs)} MAC/cycle; they meet at {NumberText.Significant(ridge, 4)} MAC/B. "
            + "Bytes are those that cross the memory port under the schedule, reloads included.");
    }

    /// <summary>Measured where the full size was simulated, predicted elsewhere.</summary>
    private static RooflinePoint PointOf(OperatorMeasurement o) => new(
        o.Name, o.Shape.Macs, o.MemoryBytes, o is { IsFullSize: true, SimulatedCycles: > 0 } ? o.SimulatedCycles : o.PredictedCycles, o.PredictedCycles * (double)o.Repeats,
        o.BoundBy, o.IsFullSize ? "measured" : "predicted");
}
