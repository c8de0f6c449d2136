using HwAgent.Evaluation.Stages;

namespace HwAgent.Agent.Reports.Views;

/// <summary>Area of the best design after synthesis.</summary>
internal sealed record AreaView(IReadOnlyList<AreaRow> Rows, IReadOnlyList<Fact> Facts, AreaRow? Total)
{
    public bool HasUnits => Rows.Count > 0;

    public bool HasSynthesis => Facts.Count > 0;

    /// <summary>How far the prediction is from synthesis: positive when it is too large.</summary>
    public static double PredictionError(SynthesisSummary synthesis) => synthesis.PredictedAreaGateEquivalents / synthesis.AreaGateEquivalents - 1;

    public static AreaView From(ReportInput input)
    {
        if (input.Best is not { Synthesis: { } synthesis } best) return new AreaView([], [], null);
        var node = input.Spec.Technology;
        var memoryArea = best.Parameters.MemoryBits * node.GateEquivalentsPerSramBit;
        var largest = synthesis.Units.Select(u => u.AreaGateEquivalents).DefaultIfEmpty(1).Max();
        return new AreaView(
            [.. synthesis.Units.Select(u => AreaRow.Of(u, synthesis.AreaGateEquivalents, largest))],
            [
                new("Logic, synthesised", $"{NumberText.Whole(synthesis.AreaGateEquivalents)} GE", SquareMillimetres(synthesis.AreaGateEquivalents)),
                new("Logic, predicted", $"{NumberText.Whole(synthesis.PredictedAreaGateEquivalents)} GE", $"error {NumberText.Difference(PredictionError(synthesis))}"),
                new("Flip-flops", NumberText.Count(synthesis.FlipFlops)),
                new("Memory", $"{NumberText.Count(synthesis.MemoryBits)} bit", "counted beside the logic, against the on-chip budget"),
                new("Memory as SRAM macros", $"{NumberText.Whole(memoryArea)} GE", $"{SquareMillimetres(memoryArea)}; estimate, {node.GateEquivalentsPerSramBit} GE a bit"),
                new("Logic depth", NumberText.Count(synthesis.LogicDepth), "gates on the longest path"),
            ],
            new AreaRow("Together", "", NumberText.Whole(synthesis.Units.Sum(u => u.AreaGateEquivalents)), NumberText.Percent(synthesis.Units.Sum(u => u.AreaGateEquivalents) / synthesis.AreaGateEquivalents), "0",
                NumberText.Count(synthesis.Units.Sum(u => (long)u.FlipFlops)), NumberText.Count(synthesis.Units.Sum(u => u.MemoryBits))));

        string SquareMillimetres(double gates) => $"{NumberText.Significant(gates * node.SquareMicrometresPerGateEquivalent * 1e-6, 3)} mm² in {node.Name}";
    }
}
