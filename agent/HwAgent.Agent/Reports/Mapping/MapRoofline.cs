using HwAgent.Agent.Reports.Drawing;

namespace HwAgent.Agent.Reports.Mapping;

/// <summary>The products under the roofs of the architecture.</summary>
internal static class MapRoofline
{
    /// <summary>Empty when the outermost level has no limit: there is no memory roof then.</summary>
    public static Markup Draw(MapOutcome outcome)
    {
        if (outcome.DramBitsPerCycle is not { } bits) return Markup.None;
        // The rows of the table count operators of every kind; the plot numbers its points by their place in the list.
        var points = outcome.Operators.Select(o => new RooflinePoint(
            o.Name, o.Macs, o.DramBytes, Math.Max(1, o.Cycles), (double)o.Cycles * o.Repeats, o.BoundBy is "compute" ? "compute" : o.BoundBy is "latency" ? "latency" : "memory", "predicted"));
        return RooflinePlot.Draw(outcome.Multipliers, "all multipliers", bits / 8, [.. points]);
    }
}
