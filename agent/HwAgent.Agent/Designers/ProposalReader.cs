using System.Text.Json;
using HwAgent.Agent.Llm;
using HwAgent.Agent.Loop;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Rtl;
using HwAgent.Dataflow.Hardware;
using HwAgent.Evaluation.Candidates;
using HwAgent.Evaluation.Contracts;

namespace HwAgent.Agent.Designers;

/// <summary>Makes a proposal of a model's reply. What is wrong with the reply becomes diagnostics, never an exception.</summary>
internal sealed class ProposalReader(DesignPricing pricing, LlmDesignerOptions options)
{
    private const int LongestRationale = 300;

    /// <summary>Units that may be redesigned in an accelerator; empty when only parameters are asked for.</summary>
    public IReadOnlyList<string> UnitsOf(AcceleratorParameters parameters) =>
        options.ParametersOnly ? [] : options.Unit is { } unit ? [unit] : [.. UnitContracts.All(parameters).Select(c => c.Module)];

    public Proposal Read(ChatReply reply, DesignContext context, string id, string origin)
    {
        var draft = new Candidate { Id = id, Origin = origin, Point = context.Point, Units = context.Units };
        if (options.Unit is { } unit) return WithUnit(draft with { Rationale = Prose(reply.Text) }, unit, UnitText.Read(reply, unit));
        var json = ReplyParser.Json(reply);
        if (json.Value is null) return Failed("parameters", json.Diagnostics);
        using (json.Value)
        {
            var root = json.Value.RootElement;
            var units = UnitsOf(context.Parameters);
            using var schema = JsonDocument.Parse(ProposalSchema.Reply(units));
            var problems = SchemaCheck.Problems(root, schema.RootElement);
            var kind = root.TryGetProperty("kind", out var given) && given.ValueKind == JsonValueKind.String && given.GetString() == "unit" ? "unit" : "parameters";
            if (problems.Count > 0) return Failed(kind, [.. problems.Select(p => Error("reply.schema", p, "answer again with one JSON object that follows the schema"))]);
            draft = draft with { Rationale = Shorten(root.GetProperty("rationale").GetString()!) };
            return kind == "unit" ? ReadUnit(root, reply, draft) : ReadParameters(root, draft, context);
        }
    }

    private Proposal ReadParameters(JsonElement root, Candidate draft, DesignContext context)
    {
        var given = root.GetProperty("parameters");
        if (given.ValueKind == JsonValueKind.Null) return Failed("parameters", [Error("reply.schema", "kind is parameters, but parameters is null.", "give the parameters, or answer with kind unit")]);
        var priced = pricing.Price(ProposalSchema.ReadParameters(given, context.Parameters), ProposalSchema.ReadMappings(root.GetProperty("mappings")));
        if (priced.Value is not { } point) return Failed("parameters", priced.Diagnostics);
        // A unit written for the best design stays in where its contract is the same.
        var kept = context.Units.Where(u => Contract(u, point.Parameters) == Contract(u, context.Parameters));
        return new Proposal("parameters", draft with { Point = point, Units = [.. kept] }, []);
    }

    private static Proposal ReadUnit(JsonElement root, ChatReply reply, Candidate draft)
    {
        if (root.GetProperty("unit").GetString() is not { } unit) return Failed("unit", [Error("reply.schema", "kind is unit, but unit is null.", "name the unit that you redesign")]);
        // Some models put code beside the JSON whatever they are asked; that is as clear.
        var rtl = root.GetProperty("rtl").GetString() is { Length: > 0 } text ? UnitText.Read(text, unit) : UnitText.Read(reply, unit);
        return WithUnit(draft, unit, rtl);
    }

    private static Proposal WithUnit(Candidate draft, string unit, Parsed<RtlSource> rtl)
    {
        if (rtl.Value is not { } source) return Failed("unit", rtl.Diagnostics);
        if (UnitContracts.Find(unit, draft.Point.Parameters) is null)
            return Failed("unit", [Error("reply.unit", $"The design has no unit {unit} with a contract.", $"redesign one of {string.Join(", ", UnitContracts.All(draft.Point.Parameters).Select(c => c.Module))}")]);
        return new Proposal("unit", draft with { Units = [.. draft.Units.Where(u => CandidateRtl.ModuleOf(u) != unit), source] }, []);
    }

    private static string? Contract(RtlSource unit, AcceleratorParameters parameters) => UnitContracts.Find(CandidateRtl.ModuleOf(unit), parameters)?.ToText();

    private static Proposal Failed(string kind, IReadOnlyList<Diagnostic> diagnostics) => new(kind, null, diagnostics);

    private static Diagnostic Error(string code, string message, string advice) => new("model", DiagnosticSeverity.Error, code, message) { Advice = advice };

    private static string Prose(string reply) => Shorten(ReplyText.WithoutReasoning(reply, out _).Split("```", 2)[0].ReplaceLineEndings(" ").Trim());

    private static string Shorten(string text) => text.Length <= LongestRationale ? text : text[..LongestRationale] + "...";
}
