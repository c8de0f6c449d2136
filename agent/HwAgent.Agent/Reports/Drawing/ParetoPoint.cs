namespace HwAgent.Agent.Reports.Drawing;

/// <summary>
/// A design in the latency and area plane. A checked one is labelled with its id and knows where its area was predicted;
/// a predicted one has the search's label.
/// </summary>
internal sealed record ParetoPoint(
    string Label, double LatencyMilliseconds, double EnergyMillijoules, double AreaGateEquivalents, double OnChipKib, double? PredictedArea = null, bool IsBest = false, bool MeetsSpec = false)
{
    /// <summary>A plot, with logarithmic axes at that, has room for positive numbers only.</summary>
    public bool HasPlace => double.IsFinite(LatencyMilliseconds) && LatencyMilliseconds > 0 && double.IsFinite(AreaGateEquivalents) && AreaGateEquivalents > 0;

    public string Describe(string kind) =>
        $"{kind} {PlainText.Line(Label, 120)}: {NumberText.Latency(LatencyMilliseconds)}, {NumberText.Area(AreaGateEquivalents)}, {NumberText.Energy(EnergyMillijoules)}, {NumberText.Kib(OnChipKib)} on chip";
}
