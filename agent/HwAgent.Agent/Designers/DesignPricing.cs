using HwAgent.Agent.Llm;
using HwAgent.Core.Diagnostics;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Search;
using HwAgent.Dataflow.Specification;
using HwAgent.Evaluation.Scoring;
using HwAgent.Evaluation.Stages;

namespace HwAgent.Agent.Designers;

/// <summary>Costs parameters on the workload of a spec with the analytic model; products without a mapping of their own get the best that is found.</summary>
public sealed class DesignPricing(DesignSpec spec, IReadOnlyList<GemmTask> tasks)
{
    public DesignSpec Spec => spec;

    public IReadOnlyList<GemmTask> Tasks => tasks;

    /// <summary>The template's default sizes with the options that the workload needs, and no others.</summary>
    public AcceleratorParameters DefaultParameters => GemmTasks.Options(tasks);

    /// <summary>The design point, or what is wrong with parameters or mappings.</summary>
    public Parsed<DesignPoint> Price(AcceleratorParameters parameters, IReadOnlyList<MappingChoice>? mappings)
    {
        var found = new List<Diagnostic>(AcceleratorParametersValidation.Validate(parameters));
        if (found.Count > 0) return new Parsed<DesignPoint>(null, found);
        // Weights or fused work that the hardware lacks: no mapping can be costed then.
        foreach (var task in tasks) found.AddRange(MappingValidation.Validate(parameters, task));
        var chosen = Match(mappings ?? [], found);
        if (found.Count > 0) return new Parsed<DesignPoint>(null, found);
        var request = SearchRequest.Of(spec, tasks);
        // A search is in vain where every product has its mapping, and can fail where those would not.
        var evaluated = chosen.Count == tasks.Count ? null : DesignEvaluator.Evaluate(parameters, request);
        if (evaluated is { Point: null }) return new Parsed<DesignPoint>(null, evaluated.Diagnostics);
        if (chosen.Count > 0)
            evaluated = DesignEvaluator.Evaluate(parameters, [.. tasks.Select((t, i) => chosen.GetValueOrDefault(t.Name) ?? evaluated!.Point!.Tasks[i].Mapping)], request);
        return new Parsed<DesignPoint>(evaluated!.Point, evaluated.Diagnostics);
    }

    /// <summary>The score that the prediction stands for; the area is the model's, not synthesised.</summary>
    public Score Predict(DesignPoint point) => Scorer.Score(spec, point, new SynthesisSummary
    {
        AreaGateEquivalents = point.AreaGateEquivalents,
        PredictedAreaGateEquivalents = point.AreaGateEquivalents,
        FlipFlops = 0,
        MemoryBits = point.Parameters.MemoryBits,
        LogicDepth = 0,
        Units = [],
    });

    private Dictionary<string, GemmMapping> Match(IReadOnlyList<MappingChoice> mappings, List<Diagnostic> found)
    {
        var chosen = new Dictionary<string, GemmMapping>(StringComparer.Ordinal);
        foreach (var mapping in mappings)
        {
            if (tasks.All(t => t.Name != mapping.Task))
                found.Add(Error("task", $"There is no product '{mapping.Task}'.", $"use one of {string.Join(", ", tasks.Select(t => t.Name))}"));
            else if (!chosen.TryAdd(mapping.Task, mapping.ToMapping()))
                found.Add(Error("task", $"The product '{mapping.Task}' has two mappings.", "give it one"));
        }

        return chosen;
    }

    private static Diagnostic Error(string code, string message, string advice) => new("mapping", DiagnosticSeverity.Error, $"mapping.{code}", message) { Advice = advice };
}
