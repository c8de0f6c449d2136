using System.Globalization;
using System.Text;
using HwAgent.Agent.Llm;
using HwAgent.Agent.Loop;
using HwAgent.Dataflow.Specification;
using HwAgent.Evaluation.Candidates;
using HwAgent.Evaluation.Contracts;
using HwAgent.Evaluation.Rtl;
using HwAgent.Evaluation.Scoring;

namespace HwAgent.Agent.Designers;

/// <summary>Fills in the prompts. Each proposal starts from the system prompt and one compact account of the state, whatever was said before.</summary>
internal sealed class ProposalPrompts(PromptLibrary prompts, DesignPricing pricing, UnitTools units, LlmDesignerOptions options)
{
    private const int MostCandidates = 10;
    private const int MostTasks = 8;

    public string System(IReadOnlyList<string> tools) => prompts.Render("system", new Dictionary<string, object?> { ["tools"] = tools });

    /// <summary>Asks for parameters, or for either kind of proposal.</summary>
    public string Parameters(DesignContext context, IReadOnlyList<Attempt> attempts, IReadOnlyList<string> redesignable, int attemptsLeft) => prompts.Render("propose-parameters", new Dictionary<string, object?>
    {
        ["spec"] = Trimmed(pricing.Spec),
        ["workload"] = DesignText.Workload(pricing.Tasks),
        ["parameters"] = ProposalSchema.Parameters.Select(p => new Dictionary<string, object?> { ["name"] = p.Name, ["range"] = p.Range, ["meaning"] = p.Meaning }).ToList(),
        ["units"] = string.Join(", ", redesignable),
        ["best"] = Best(context),
        ["candidates"] = Candidates(attempts),
        ["example"] = ProposalSchema.Example(context.Parameters, redesignable.Count > 0),
        ["attempts_left"] = attemptsLeft,
    });

    /// <summary>Asks for the RTL of one unit, which has a contract in this design.</summary>
    public async Task<string> UnitAsync(string unit, DesignContext context, IReadOnlyList<Attempt> attempts, int attemptsLeft, CancellationToken cancellation)
    {
        var contract = UnitContracts.Find(unit, context.Parameters)!;
        var figures = await units.SynthesiseTemplateAsync(unit, context.Parameters, cancellation).ConfigureAwait(false);
        return prompts.Render("propose-unit", new Dictionary<string, object?>
        {
            ["unit"] = contract.Purpose,
            ["top"] = unit,
            ["contract"] = contract.ToText().TrimEnd(),
            ["reference"] = AcceleratorTemplates.RenderUnit(unit, context.Parameters).Text.TrimEnd(),
            ["goal"] = $"{Goal(pricing.Spec.Objective)} The implementation below synthesises to {figures.Split('\n')[0]}.",
            ["candidates"] = Candidates(attempts),
            ["attempts_left"] = attemptsLeft,
        });
    }

    /// <summary>Says what was wrong with the last attempt.</summary>
    public async Task<string> RepairAsync(IReadOnlyList<Attempt> failed, int attemptsLeft, CancellationToken cancellation)
    {
        var last = failed[^1];
        var candidate = last.Proposal.Candidate;
        var diagnostics = last.Failures;
        var stage = DesignText.StageOf(last);
        if (stage == "reply")
            return prompts.Render("reply-form", new Dictionary<string, object?> { ["diagnostics"] = DiagnosticDistiller.Distill(diagnostics, []), ["attempts_left"] = attemptsLeft });
        // Only the unit that this attempt wrote anew can be at fault against its contract; it is the last one.
        var unit = last.Proposal.Kind == "unit" ? candidate?.Units[^1] : null;
        var verified = unit is null ? null : await units.VerifyAsync(unit, candidate!.Point.Parameters, cancellation).ConfigureAwait(false);
        if (verified?.First is not null) diagnostics = [.. diagnostics.Where(d => d.Code != UnitTools.MismatchCode)];
        return prompts.Render("repair", new Dictionary<string, object?>
        {
            ["stage"] = stage,
            ["subject"] = options.Unit is { } module ? $"module {module}" : "the JSON object",
            ["diagnostics"] = DiagnosticDistiller.Distill(diagnostics, candidate?.Units ?? []),
            ["mismatch"] = UnitText.Describe(verified?.First),
            ["tried"] = failed.SkipLast(1).Select(a => $"{DesignText.Summary(a)}: {DesignText.Fate(a, onFront: false)}").ToList(),
            ["attempts_left"] = attemptsLeft,
        });
    }

    /// <summary>The settings that a designer can act on.</summary>
    private static string Trimmed(DesignSpec spec)
    {
        var lines = spec.ToYaml().Split('\n').TakeWhile(line => !line.StartsWith("designer:", StringComparison.Ordinal)).ToList();
        // The products are a table of their own.
        var workload = lines.IndexOf("workload:");
        var numeric = lines.IndexOf("numeric:");
        if (workload >= 0 && numeric > workload) lines.RemoveRange(workload, numeric - workload);
        return string.Join('\n', lines);
    }

    private string Best(DesignContext context)
    {
        var text = new StringBuilder(context.Best is { } best
            ? $"Best so far, {best.Number:D3}: {DesignText.Fate(best, onFront: false)}"
            : "A starting point, predicted and not yet checked:");
        if (context.Units.Count > 0) text.Append(" (with new ").AppendJoin(", ", context.Units.Select(CandidateRtl.ModuleOf)).Append(')');
        text.Append('\n').Append(DesignJson.Write(context.Parameters)).Append('\n').Append(CostReport.Of(context.Point, pricing.Predict(context.Point), MostTasks));
        if (context.Best?.Evaluation?.Synthesis is { } synthesis)
        {
            text.Append("\nlargest units: ").AppendJoin(", ", synthesis.Units.Take(5).Select(u => string.Create(CultureInfo.InvariantCulture, $"{u.Module} {u.Instances} x {u.AreaGateEquivalents / u.Instances:0}")))
                .Append(CultureInfo.InvariantCulture, $" gate equivalents; logic depth {synthesis.LogicDepth}");
        }

        return text.ToString();
    }

    /// <summary>Correct candidates, best first, then the latest failures.</summary>
    private static List<Dictionary<string, object?>> Candidates(IReadOnlyList<Attempt> attempts)
    {
        var scored = attempts.Where(a => a.Evaluation?.Score is not null).ToList();
        var front = scored.Where(a => !scored.Exists(b => Scorer.Dominates(b.Evaluation!.Score!, a.Evaluation!.Score!))).ToHashSet();
        scored.Sort((a, b) => Scorer.Compare(a.Evaluation!.Score!, b.Evaluation!.Score!) is not 0 and var order ? order : a.Number.CompareTo(b.Number));
        return [.. scored.Concat(attempts.Where(a => a.Evaluation?.Score is null).Reverse()).Take(MostCandidates).Select(a => new Dictionary<string, object?>
        {
            ["id"] = a.Number.ToString("D3", CultureInfo.InvariantCulture),
            ["summary"] = DesignText.Summary(a),
            ["fate"] = DesignText.Fate(a, front.Contains(a)),
        })];
    }

    private static string Goal(Objective objective) => objective switch
    {
        Objective.Latency => "every cycle of the contract stays, so make the unit's logic shallower, which is what limits the clock, and then smaller.",
        Objective.Area => "make the unit smaller.",
        _ => "make the unit smaller, with fewer flip-flops, and no deeper.",
    };
}
