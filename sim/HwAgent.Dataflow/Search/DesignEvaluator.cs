using HwAgent.Core.Diagnostics;
using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Search;

/// <summary>Costs a design that someone else proposed: the hardware as it is, with the best mappings or with given ones. A proposal that cannot run is a value with Diagnostics.</summary>
public static class DesignEvaluator
{
    /// <summary>Finds the best mapping of every product on the given hardware.</summary>
    /// <param name="hardware">Taken as it is; buffers are not shrunk.</param>
    /// <param name="request">Products, budget, objective and table; <see cref="SearchRequest.Keep"/> and <see cref="SearchRequest.Space"/> do not matter.</param>
    public static DesignEvaluation Evaluate(AcceleratorParameters hardware, SearchRequest request)
    {
        var wrong = AcceleratorParametersValidation.Validate(hardware).ToList();
        if (wrong.Count > 0) return new DesignEvaluation(null, [], wrong);
        var context = new SearchContext(request);
        var memory = context.MemoryOf(hardware);
        foreach (var task in request.Tasks)
        {
            // No size of a block helps: weights wider than the array's, for one, have no place in a word at all.
            var impossible = MappingValidation.Validate(hardware, task);
            wrong.AddRange(impossible);
            if (impossible.Count > 0) continue;
            // The smallest blocks show which rule or which buffer forbids all others.
            if (new MappingSpace(hardware, task, memory, request.Technology).IsEmpty) wrong.AddRange(MappingValidation.Validate(hardware, task, Smallest(hardware, task)));
        }

        if (wrong.Count > 0) return new DesignEvaluation(null, [], wrong);
        var prover = new DesignProver(context);
        var (best, proofs) = prover.Map(hardware, null, request.Objective == Objective.Energy ? Preference.Energy : Preference.Latency);
        if (request.Objective == Objective.Edp)
        {
            for (var i = 0; i < 4; i++)
            {
                var (next, weighted) = prover.Map(hardware, best.Mappings, context.PreferenceOf(best.Figures));
                // Proofs are of the last sum that was minimised.
                if (context.Score(next.Figures) >= context.Score(best.Figures) && i > 0) break;
                (best, proofs) = (next, weighted);
            }
        }

        return Complete(context, best, proofs);
    }

    /// <summary>Costs given mappings.</summary>
    /// <param name="hardware">Taken as it is.</param>
    /// <param name="mappings">One a product, in the order of the request's.</param>
    /// <param name="request">As above.</param>
    /// <exception cref="ArgumentException">Not one mapping a product.</exception>
    public static DesignEvaluation Evaluate(AcceleratorParameters hardware, IReadOnlyList<GemmMapping> mappings, SearchRequest request)
    {
        if (mappings.Count != request.Tasks.Count) throw new ArgumentException($"There are {request.Tasks.Count} products and {mappings.Count} mappings.", nameof(mappings));
        var wrong = AcceleratorParametersValidation.Validate(hardware).ToList();
        if (wrong.Count == 0) wrong.AddRange(request.Tasks.SelectMany((t, i) => MappingValidation.Validate(hardware, t, mappings[i])));
        if (wrong.Count > 0) return new DesignEvaluation(null, [], wrong);
        var context = new SearchContext(request);
        var memory = context.MemoryOf(hardware);
        return Complete(context, context.Sketch(hardware, mappings, [.. request.Tasks.Select((t, i) => CostModel.Cycles(hardware, t, mappings[i], memory))]));
    }

    private static DesignEvaluation Complete(SearchContext context, DesignSketch sketch, IReadOnlyList<OptimalityProof>? proofs = null) =>
        new(context.Complete(sketch, null, proofs), [.. context.Limits.Misses(sketch.Figures).Select(m => m.Text)], Array.Empty<Diagnostic>());

    private static GemmMapping Smallest(AcceleratorParameters p, GemmTask task) => new(
        Math.Min(p.IsOutputStationary ? p.Rows : 1, task.Shape.M), p.Columns, Math.Min(task.Shape.K, p.DepthGranule), BlockOrder.RowsOuter);
}
