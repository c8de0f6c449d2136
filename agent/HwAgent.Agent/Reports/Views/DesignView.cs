using HwAgent.Agent.Reports.Drawing;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Search;
using HwAgent.Evaluation.Candidates;
using HwAgent.Evaluation.Scoring;

namespace HwAgent.Agent.Reports.Views;

/// <summary>The best design: its picture, parameters and derived numbers.</summary>
internal sealed record DesignView(string Id, Markup Picture, string Rationale, string ProposedUnits, IReadOnlyList<FactGroup> Groups)
{
    public bool HasDesign => Groups.Count > 0;

    public static DesignView From(ReportInput input)
    {
        if (input.Best is not { Score: { } score } best) return new DesignView("", Markup.None, "", "", []);
        var p = best.Parameters;
        return new DesignView(
            best.Id,
            BlockPicture.Draw(p, input.Spec.Budget.DramBytesPerCycle),
            PlainText.Cut(best.Rationale, CandidateView.LongestText),
            string.Join(", ", best.ProposedUnits),
            [new("Array and port", Array(p)), new("Memories", Memories(p)), new("One pass of the workload", Pass(input, best, score))]);
    }

    private static IReadOnlyList<Fact> Array(AcceleratorParameters p) =>
    [
        new("Dataflow", Words.Of(p.Dataflow)),
        new("Processing elements", $"{p.Rows} × {p.Columns}", $"{NumberText.Count(p.PeakMacs)} MAC/cycle"),
        new("Memory port", $"{p.BusBits} bit", $"{p.BusBytes} B/cycle at most"),
        new("Weights", Words.WeightBits(p)),
        new("Activation table", p.HasTable ? "256 entries a lane" : "none"),
        new("Residual add", p.HasResidual ? "16 bit" : "none"),
    ];

    private static IReadOnlyList<Fact> Memories(AcceleratorParameters p) =>
    [
        .. ScratchpadSize.Of(p).Where(s => s.Bits > 0).Select(s => new Fact(s.Name, NumberText.Kib(s.Kib), s.Organisation)),
        new("Together", NumberText.Kib(p.OnChipKib), $"{NumberText.Count(p.MemoryBits)} bit"),
    ];

    private static IReadOnlyList<Fact> Pass(ReportInput input, CandidateEvaluation best, Score score)
    {
        var seconds = score.LatencyMilliseconds * 1e-3;
        var macs = input.Result.Workload.Macs;
        var clock = input.Spec.Budget.ClockMegahertz * 1e6;
        return
        [
            new("Cycles", NumberText.Count(best.PredictedCycles), $"{NumberText.Latency(score.LatencyMilliseconds)} at {NumberText.Metric(clock, "Hz")}"),
            new("Passes", NumberText.Metric(1 / seconds, "1/s")),
            new("Sustained work", NumberText.Metric(macs / seconds, "MAC/s"), $"peak {NumberText.Metric(best.Parameters.PeakMacs * clock, "MAC/s")}"),
            new("Array utilisation", NumberText.Percent(best.Utilisation)),
            new("Energy", NumberText.Energy(score.EnergyMillijoules), $"{NumberText.Metric(score.EnergyMillijoules * 1e-3 / macs, "J/MAC")}, memory included; modelled"),
            new("Mean power", NumberText.Metric(score.EnergyMillijoules * 1e-3 / seconds, "W"), "that energy over that latency"),
            new("Objective", Objective(input, score), Words.Of(input.Spec.Objective)),
            .. Proofs(best),
        ];
    }

    /// <summary>How much better anything else on the same array, and on the same buffers, could be at most.</summary>
    private static IEnumerable<Fact> Proofs(CandidateEvaluation best)
    {
        var mappings = best.Simulation?.Operators.Select(o => o.MappingProof).OfType<OptimalityProof>().ToArray() ?? [];
        if (mappings.Length > 0)
        {
            var proven = mappings.Count(m => m.IsOptimal);
            yield return new("Mappings", $"{proven} of {Words.Plural(mappings.Length, "product")} proven optimal", proven == mappings.Length ? "for these buffers, exact cycle model" : $"the others within {Words.Gap(mappings.Max(m => m.Gap))}");
        }

        if (best.ArrayProof is { } array)
            yield return new("Buffers and mappings", Words.Of(array), $"{array.Minimised}, on this array within the budget");
    }

    private static string Objective(ReportInput input, Score score) => input.Spec.Objective switch
    {
        Dataflow.Specification.Objective.Latency => NumberText.Latency(score.Objective),
        Dataflow.Specification.Objective.Energy => NumberText.Energy(score.Objective),
        Dataflow.Specification.Objective.Edp => NumberText.Metric(score.Objective * 1e-6, "J·s"),
        _ => $"{NumberText.Whole(score.Objective)} GE",
    };
}
