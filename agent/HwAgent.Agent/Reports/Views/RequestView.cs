using HwAgent.Dataflow.Specification;

namespace HwAgent.Agent.Reports.Views;

/// <summary>The spec as a table.</summary>
internal sealed record RequestView(IReadOnlyList<FactGroup> Groups, string Technology, string Source)
{
    public static RequestView From(ReportInput input)
    {
        var spec = input.Spec;
        return new RequestView([Workload(input), new("Budget", Budget(spec.Budget)), new("Numbers and search", NumbersAndSearch(spec))], spec.Technology.Name, spec.Technology.Source);
    }

    private static FactGroup Workload(ReportInput input)
    {
        var spec = input.Spec.Workload;
        var workload = input.Result.Workload;
        List<Fact> facts = [new("Model", workload.Name, spec.Preset is not null ? "preset" : spec.ConfigPath ?? "matrix products of the spec"), new("Phase", workload.Phase)];
        if (spec.Gemms.Count == 0) facts.Add(new("Batch", NumberText.Count(spec.Batch)));
        if (spec.SequenceLength is { } sequence) facts.Add(new("Sequence length", NumberText.Count(sequence), "tokens"));
        if (spec.ContextLength is { } context) facts.Add(new("Context length", NumberText.Count(context), "tokens"));
        if (spec.ImageResolution is { } pixels) facts.Add(new("Image", $"{pixels} × {pixels}", "pixels"));
        if (spec.PatchStride is { } stride) facts.Add(new("Patch stride", NumberText.Count(stride), "pixels"));
        facts.Add(new("Work of one pass", NumberText.Count(workload.Macs), "MAC, all on the accelerator"));
        facts.Add(new("Parameters", NumberText.Count(workload.Parameters)));
        facts.Add(new("Distinct products", NumberText.Count(workload.Products)));
        return new("Workload", facts);
    }

    private static IReadOnlyList<Fact> Budget(Budget budget) =>
    [
        new("Area of the logic", budget.AreaGateEquivalents is { } area ? $"{NumberText.Count(area)} GE" : "no limit"),
        new("On-chip memory", budget.OnChipKib is { } kib ? NumberText.Kib(kib) : "no limit"),
        new("Latency", budget.LatencyMilliseconds is { } latency ? NumberText.Latency(latency) : "no limit"),
        new("Energy", budget.EnergyMillijoules is { } energy ? NumberText.Energy(energy) : "no limit"),
        new("Memory bandwidth", $"{NumberText.Significant(budget.DramBytesPerCycle, 4)} B/cycle", NumberText.Metric(budget.DramBytesPerCycle * budget.ClockMegahertz * 1e6, "B/s")),
        new("Clock", NumberText.Metric(budget.ClockMegahertz * 1e6, "Hz")),
    ];

    private static IReadOnlyList<Fact> NumbersAndSearch(DesignSpec spec) =>
    [
        new("Activations", $"{spec.Numeric.ActivationBits} bit"),
        new("Weights", $"{spec.Numeric.WeightBits} bit"),
        new("Make small", Words.Of(spec.Objective)),
        new("Designer", spec.Designer == DesignerKind.Llm ? "language model" : "expert"),
        .. spec.Model is { } model ? [new Fact("Model", model)] : Array.Empty<Fact>(),
        new("Candidates to check", NumberText.Count(spec.Search.Candidates), "at most"),
        new("Seed", spec.Search.Seed.ToString()),
        new("Time", $"{NumberText.Significant(spec.Search.TimeMinutes, 4)} min", "at most"),
    ];
}
