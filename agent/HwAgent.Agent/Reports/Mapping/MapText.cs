namespace HwAgent.Agent.Reports.Mapping;

/// <summary>Sentences of the page.</summary>
public static class MapText
{
    /// <summary>How the attention of a prefill is counted.</summary>
    public static string Attention(MapOutcome outcome) => outcome.Attention == "full"
        ? "full: every query meets every key, what a causal mask hides included"
        : $"causal: tiles that the mask hides are left out; {NumberText.Count(outcome.MaskedMacs)} hidden multiply-accumulates remain in the tiles that the diagonal crosses";

    /// <summary>The latency in seconds, and at which clock.</summary>
    public static string Time(MapOutcome outcome) => $"{NumberText.Metric(outcome.Totals.Cycles / outcome.ClockHertz, "s")} at {NumberText.Metric(outcome.ClockHertz, "Hz")}";

    /// <summary>Why some operators take nothing; null where a vector unit is described.</summary>
    public static string? VectorUnit(MapOutcome outcome) => outcome.HasVectorUnit ? null : "none described: softmax, norms and element-wise operators are counted as traffic, not as time or energy of their own";

    public static string RooflineCaption(MapOutcome outcome)
    {
        var bandwidth = outcome.DramBitsPerCycle!.Value / 8;
        return $"Memory roof {NumberText.Significant(bandwidth, 4)} B/cycle, compute roof {NumberText.Count(outcome.Multipliers)} MAC/cycle; they meet at {NumberText.Significant(outcome.Multipliers / bandwidth, 4)} MAC/B. "
            + "Bytes are those that cross the outermost level under the mapping, reloads included. Points carry their row in the table of operators.";
    }

    public static string TimelineCaption(MapOutcome outcome) =>
        $"One execution of the longest segment of {PlainText.Line(outcome.Workload, 80)}: {NumberText.Count(outcome.Timeline.Max(s => s.EndCycle))} cycles. Groups follow each other; in a group the units work side by side on different rows, and each bar, drawn from the start of its group, is how long a unit is busy. Colour tells what bounds the group.";

    /// <summary>How good a mapping is known to be.</summary>
    public static string Proof(MapOperator o) => o switch
    {
        { IsOptimal: true } => "optimal",
        { IsThinned: true, Gap: 0 } => "best of some steps",
        { IsThinned: true, Gap: { } gap } => $"at most {NumberText.Percent(gap)} above the best of some steps",
        { Gap: { } gap } => $"at most {NumberText.Percent(gap)} above",
        _ => "",
    };
}
