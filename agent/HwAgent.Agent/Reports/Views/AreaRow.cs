using HwAgent.Evaluation.Stages;

namespace HwAgent.Agent.Reports.Views;

/// <summary>One kind of unit in the area table; the bar's length is 0 to 100, as CSS writes it.</summary>
internal sealed record AreaRow(string Module, string Instances, string GateEquivalents, string Share, string BarPercent, string FlipFlops, string MemoryBits)
{
    public static AreaRow Of(UnitArea unit, double all, double largest) => new(
        unit.Module, NumberText.Count(unit.Instances), NumberText.Whole(unit.AreaGateEquivalents), NumberText.Percent(unit.AreaGateEquivalents / all),
        (largest > 0 ? Math.Clamp(100 * unit.AreaGateEquivalents / largest, 0, 100) : 0).ToString("0.##"), NumberText.Count(unit.FlipFlops), NumberText.Count(unit.MemoryBits));
}
