using System.Globalization;
using System.Text;
using HwAgent.Dataflow.Search;
using HwAgent.Evaluation.Scoring;

namespace HwAgent.Agent.Designers;

/// <summary>A predicted design point as text: totals, then the products that take most of the time.</summary>
internal static class CostReport
{
    public static string Of(DesignPoint point, Score predicted, int mostTasks)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture,
            $"latency {point.LatencyCycles} cycles = {predicted.LatencyMilliseconds:G4} ms, energy {predicted.EnergyMillijoules:G4} mJ, area {point.AreaGateEquivalents:0} gate equivalents (predicted), on chip {point.OnChipKib:0.##} KiB\n"));
        text.Append(predicted.MeetsSpec ? "every budget is met\n" : $"misses: {string.Join("; ", predicted.Misses)}\n");
        foreach (var mapped in point.Tasks.OrderByDescending(t => t.Cost.LatencyCycles * t.Task.Repeats).Take(mostTasks))
        {
            var cycles = mapped.Cost.LatencyCycles;
            var share = 100.0 * cycles * mapped.Task.Repeats / point.LatencyCycles;
            text.Append(CultureInfo.InvariantCulture,
                $"- {mapped.Task.Name}: {mapped.Task.Repeats} x {cycles} cycles ({share:0.#}%), array busy {100 * mapped.Cost.Utilisation:0.#}%, bound by {mapped.Cost.BoundBy}, {DesignText.Mapping(mapped.Mapping)}\n");
        }

        if (point.Tasks.Count > mostTasks) text.Append(CultureInfo.InvariantCulture, $"- and {point.Tasks.Count - mostTasks} smaller products\n");
        return text.ToString().TrimEnd();
    }
}
