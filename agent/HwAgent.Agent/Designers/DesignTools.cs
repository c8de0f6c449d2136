using System.Text.Json;
using System.Text.Json.Nodes;
using HwAgent.Agent.Llm;
using HwAgent.Core.Rtl;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Specification;
using HwAgent.Toolchain;

namespace HwAgent.Agent.Designers;

/// <summary>
/// The tools that a model may call while it thinks, run here and never by the chat library. Every call ends in a short text: a name that
/// does not exist, malformed arguments and refused RTL are answers, not exceptions.
/// </summary>
public sealed class DesignTools
{
    private const int MostTasks = 12;

    private readonly DesignPricing _pricing;
    private readonly UnitTools _units;
    private readonly MappingTools _mapping;
    private readonly int _longestResult;
    private readonly Dictionary<string, Entry> _entries;

    /// <param name="tools">Lint, simulation and synthesis.</param>
    /// <param name="pricing">The cost model over the workload.</param>
    /// <param name="options">Which tools, and how long results may be.</param>
    public DesignTools(RtlTools tools, DesignPricing pricing, LlmDesignerOptions options)
    {
        _pricing = pricing;
        _units = new UnitTools(tools);
        _mapping = new MappingTools(pricing.Spec);
        _longestResult = options.MaxToolResultCharacters;
        List<Entry> entries =
        [
            Tool("cost_model", "Predicts latency, energy, area and on-chip memory of the whole workload, and cycles and bound of each product. Members of parameters left out keep the values of the best design so far; "
                + "products without a mapping get the best one.", Arguments(("parameters", PartialParameters()), ("mappings", ProposalSchema.Mappings()))with { Required = ["parameters"] }, CostModelAsync),
            Tool("map_gemm", "Maps one product C[M,N] = A[M,K] x B[K,N]. Without architecture: its best blocking on the accelerator with these parameters, proven by the exact cycle model. With architecture (YAML: levels, sizes, ports, "
                + "fanout): the best loop nest on it. With mapping (YAML: loops of each level) too: that mapping's cost, or which loop overflows which level by how much.",
                Arguments(("m", Count()), ("k", Count()), ("n", Count()), ("weight_bits", Widths()), ("objective", ProposalSchema.Words("latency", "energy", "edp")), ("parameters", PartialParameters()), ("architecture", Nullable()), ("mapping", Nullable()))
                    with { Required = ["m", "k", "n", "objective"] }, MapGemmAsync),
            Tool("synthesise", "Synthesises one unit (unit and rtl), or the whole accelerator made of templates (parameters): gate equivalents, flip-flops, memory bits, logic depth.",
                Arguments(("unit", Nullable()), ("rtl", Nullable()), ("parameters", PartialParameters())) with { Required = [] }, SynthesiseAsync),
        ];
        if (!options.ParametersOnly)
        {
            entries.Add(Tool("lint", "Lints the RTL of one unit with every warning on.", Arguments(("unit", Text()), ("rtl", Text())), (a, c, t) => WithRtlAsync(a, rtl => _units.LintAsync(rtl, c.Parameters, t))));
            entries.Add(Tool("simulate", "Holds the RTL of one unit against its contract, bit by bit: pass, or the first wrong output.", Arguments(("unit", Text()), ("rtl", Text())), (a, c, t) => WithRtlAsync(a, rtl => _units.SimulateAsync(rtl, c.Parameters, t))));
            entries.Add(Tool("read_template", "RTL of a module of the best design so far, as its template gives it.", Arguments(("module", Text())), (a, c, _) => Task.FromResult(UnitTools.Template(Of(a, "module"), c.Parameters))));
            entries.Add(Tool("read_contract", "The contract of a unit: ports, parameters, function, timing.", Arguments(("unit", Text())), (a, c, _) => Task.FromResult(UnitTools.Contract(Of(a, "unit"), c.Parameters))));
            entries.Add(Tool("list_units", "Units that have a contract and may be redesigned.", Arguments(), (_, c, _) => Task.FromResult(UnitTools.List(c.Parameters))));
        }

        _entries = entries.ToDictionary(e => e.Definition.Name, StringComparer.Ordinal);
        Definitions = [.. entries.Select(e => e.Definition)];
    }

    /// <summary>What is offered to the model.</summary>
    public IReadOnlyList<ToolDefinition> Definitions { get; }

    /// <summary>Runs one call and returns what the model is told.</summary>
    /// <exception cref="ToolchainException">A tool or the sandbox is missing: a fault of the environment, not of the call.</exception>
    public async Task<string> RunAsync(ToolCall call, DesignContext context, CancellationToken cancellation)
    {
        if (!_entries.TryGetValue(call.Name, out var entry)) return $"error: there is no tool '{Short(call.Name)}'; there are {string.Join(", ", _entries.Keys)}.";
        JsonDocument arguments;
        try
        {
            arguments = ModelJson.Parse(call.Arguments);
        }
        catch (JsonException e)
        {
            return $"error: the arguments are no JSON object: {Short(e.Message)}";
        }

        using (arguments)
        {
            var problems = SchemaCheck.Problems(arguments.RootElement, entry.Schema);
            if (problems.Count > 0) return $"error: the arguments of {call.Name} do not follow its schema.\n{string.Join('\n', problems.Select(p => "- " + p))}";
            var result = await entry.RunAsync(arguments.RootElement, context, cancellation).ConfigureAwait(false);
            return result.Length <= _longestResult ? result : $"{result[.._longestResult]}\n({result.Length - _longestResult} characters left out)";
        }
    }

    private Task<string> CostModelAsync(JsonElement arguments, DesignContext context, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var parameters = ProposalSchema.ReadParameters(arguments.GetProperty("parameters"), context.Parameters);
        var priced = _pricing.Price(parameters, arguments.TryGetProperty("mappings", out var mappings) ? ProposalSchema.ReadMappings(mappings) : null);
        return Task.FromResult(priced.Value is { } point
            ? CostReport.Of(point, _pricing.Predict(point), MostTasks)
            : "error: this cannot be built or run.\n" + DiagnosticDistiller.Distill(priced.Diagnostics, []));
    }

    private Task<string> MapGemmAsync(JsonElement arguments, DesignContext context, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var shape = new LayerShape(arguments.GetProperty("m").GetInt32(), arguments.GetProperty("n").GetInt32(), arguments.GetProperty("k").GetInt32());
        var architecture = IsGiven(arguments, "architecture") ? Of(arguments, "architecture") : null;
        var mapping = IsGiven(arguments, "mapping") ? Of(arguments, "mapping") : null;
        if (MappingTools.Refusal(shape, architecture, mapping) is { } refusal) return Task.FromResult(refusal);
        var weightBits = arguments.TryGetProperty("weight_bits", out var bits) ? bits.GetInt32() : 8;
        var objective = arguments.GetProperty("objective").GetString() switch { "energy" => Objective.Energy, "edp" => Objective.Edp, _ => Objective.Latency };
        var parameters = arguments.TryGetProperty("parameters", out var given) ? ProposalSchema.ReadParameters(given, context.Parameters) : context.Parameters;
        return Task.FromResult(mapping is not null ? _mapping.Evaluate(shape, weightBits, mapping, architecture, parameters)
            : architecture is not null ? MappingTools.MapOn(architecture, shape, weightBits, objective)
            : _mapping.Map(shape, weightBits, objective, parameters));
    }

    private async Task<string> SynthesiseAsync(JsonElement arguments, DesignContext context, CancellationToken cancellation)
    {
        var isUnit = IsGiven(arguments, "rtl");
        if (isUnit == arguments.TryGetProperty("parameters", out var given) || isUnit != IsGiven(arguments, "unit"))
            return "error: give either unit and rtl, or parameters.";
        if (isUnit) return await WithRtlAsync(arguments, rtl => _units.SynthesiseAsync(rtl, context.Parameters, cancellation)).ConfigureAwait(false);
        var parameters = ProposalSchema.ReadParameters(given, context.Parameters);
        var wrong = AcceleratorParametersValidation.Validate(parameters);
        return wrong.Count > 0 ? "error: this cannot be built.\n" + DiagnosticDistiller.Distill(wrong, []) : await _units.SynthesiseAsync(parameters, cancellation).ConfigureAwait(false);
    }

    private static async Task<string> WithRtlAsync(JsonElement arguments, Func<RtlSource, Task<string>> run)
    {
        var unit = UnitText.Read(Of(arguments, "rtl"), Of(arguments, "unit"));
        return unit.Value is { } source ? await run(source).ConfigureAwait(false) : "error: no module was found in rtl.\n" + DiagnosticDistiller.Distill(unit.Diagnostics, []);
    }

    /// <summary>Whether a text is there; some models fill in an empty one for what they mean to leave out.</summary>
    private static bool IsGiven(JsonElement arguments, string name) => arguments.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString());

    private static string Of(JsonElement arguments, string name) => arguments.GetProperty(name).GetString()!;

    private static string Short(string text) => text.Length <= 100 ? text : text[..100] + "...";

    private static JsonObject PartialParameters() => ProposalSchema.ParametersObject(required: false, nullable: false);

    /// <summary>A dimension of a product; larger ones would be no single product of a transformer.</summary>
    private static JsonObject Count() => new() { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = 1 << 20 };

    private static JsonObject Widths() => new() { ["type"] = "integer", ["enum"] = new JsonArray(2, 4, 8) };

    private static JsonObject Text() => new() { ["type"] = "string" };

    private static JsonObject Nullable() => new() { ["type"] = new JsonArray("string", "null") };

    private static ArgumentSchema Arguments(params IReadOnlyList<(string Name, JsonObject Schema)> members) => new(members, [.. members.Select(m => m.Name)]);

    private static Entry Tool(string name, string description, ArgumentSchema arguments, Func<JsonElement, DesignContext, CancellationToken, Task<string>> run)
    {
        var schema = ProposalSchema.Closed([.. arguments.Members.Select(m => KeyValuePair.Create<string, JsonNode?>(m.Name, m.Schema))]);
        schema["required"] = new JsonArray([.. arguments.Required.Select(r => JsonValue.Create(r))]);
        var text = schema.ToJsonString();
        return new Entry(new ToolDefinition(name, description, text), JsonDocument.Parse(text).RootElement, run);
    }

    private sealed record ArgumentSchema(IReadOnlyList<(string Name, JsonObject Schema)> Members, IReadOnlyList<string> Required);

    private sealed record Entry(ToolDefinition Definition, JsonElement Schema, Func<JsonElement, DesignContext, CancellationToken, Task<string>> RunAsync);
}
