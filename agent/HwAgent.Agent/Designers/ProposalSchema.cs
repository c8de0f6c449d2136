using System.Text.Json;
using System.Text.Json.Nodes;
using HwAgent.Dataflow.Hardware;

namespace HwAgent.Agent.Designers;

/// <summary>
/// What a language model may write, as JSON schemas; the one place that knows names and ranges. Every object is closed and lists all
/// its members as required, so that OpenAI's strict mode can enforce it; what may be left out is null.
/// </summary>
public static class ProposalSchema
{
    /// <summary>The parameters of <see cref="AcceleratorParameters"/>, with the ranges of <see cref="AcceleratorParametersValidation"/>.</summary>
    public static IReadOnlyList<ParameterField> Parameters { get; } =
    [
        ParameterField.OneOf("dataflow", "which operand stays in the array", "output_stationary", "weight_stationary"),
        ParameterField.Between("rows", 4, 128, "array rows"),
        ParameterField.Between("columns", 2, 128, "array columns: output channels side by side"),
        ParameterField.OneOf("bus_bits", "memory port", 64, 128),
        ParameterField.OneOf("max_weight_bits", "widest weight; attention products need 8", 2, 4, 8),
        ParameterField.OneOf("min_weight_bits", "narrowest weight that is unpacked", 2, 4, 8),
        ParameterField.Between("activation_words", 2, 16384, "words of a bank and half of the activation buffer, bus_bits each"),
        ParameterField.Between("weight_words", 2, 16384, "words of a half of the weight buffer"),
        ParameterField.Between("accumulator_rows", 4, 16384, "rows of 32-bit partial sums, all columns each"),
        ParameterField.Between("output_rows", 4, 16384, "rows of a half of the output buffer, all columns each; at least rows"),
        ParameterField.Between("parameter_tiles", 1, 255, "column tiles whose bias and scale are held"),
        ParameterField.Flag("has_table", "activation table; needed by products with an activation"),
        ParameterField.Flag("has_residual", "16-bit residual add; needed by products with a residual"),
    ];

    /// <summary>The schema of a reply.</summary>
    /// <param name="units">Units that may be redesigned; empty: parameters only.</param>
    public static string Reply(IReadOnlyList<string> units)
    {
        var hasUnits = units.Count > 0;
        var members = new JsonObject
        {
            ["kind"] = Words(hasUnits ? ["parameters", "unit"] : ["parameters"]),
            ["rationale"] = new JsonObject { ["type"] = "string" },
            ["parameters"] = ParametersObject(required: true, nullable: hasUnits),
            ["mappings"] = Mappings(),
        };
        if (hasUnits)
        {
            members["unit"] = new JsonObject { ["type"] = new JsonArray("string", "null"), ["enum"] = new JsonArray([.. units.Select(u => JsonValue.Create(u)), null]) };
            members["rtl"] = new JsonObject { ["type"] = new JsonArray("string", "null") };
        }

        return Closed(members).ToJsonString();
    }

    /// <summary>The members of a reply in the shortest form that shows all of them.</summary>
    public static string Example(AcceleratorParameters parameters, bool hasUnits) =>
        $$"""{"kind": "parameters", "rationale": "one sentence", "parameters": {{DesignJson.Write(parameters)}}, "mappings": null{{(hasUnits ? ", \"unit\": null, \"rtl\": null" : "")}}}""";

    /// <summary>The parameters with the given members replaced; a member left out keeps its value.</summary>
    /// <param name="given">An object that follows the schema.</param>
    /// <param name="basis">Where the other members come from.</param>
    internal static AcceleratorParameters ReadParameters(JsonElement given, AcceleratorParameters basis)
    {
        var all = JsonSerializer.SerializeToNode(basis, DesignJson.Options)!.AsObject();
        foreach (var member in given.EnumerateObject()) all[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        return all.Deserialize<AcceleratorParameters>(DesignJson.Options)!;
    }

    /// <summary>The mappings; null when left out.</summary>
    internal static IReadOnlyList<MappingChoice>? ReadMappings(JsonElement given) =>
        given.ValueKind == JsonValueKind.Null ? null : given.Deserialize<IReadOnlyList<MappingChoice>>(DesignJson.Options);

    internal static JsonObject ParametersObject(bool required, bool nullable)
    {
        var members = new JsonObject();
        foreach (var field in Parameters) members[field.Name] = field.SchemaNode;
        var schema = Closed(members);
        if (!required) schema.Remove("required");
        if (nullable) schema["type"] = new JsonArray("object", "null");
        return schema;
    }

    internal static JsonObject Mappings() => new()
    {
        ["type"] = new JsonArray("array", "null"),
        ["items"] = Closed(new JsonObject
        {
            ["task"] = new JsonObject { ["type"] = "string" },
            ["block_rows"] = Count(),
            ["block_columns"] = Count(),
            ["block_depth"] = Count(),
            ["order"] = Words("rows_outer", "columns_outer"),
        }),
    };

    internal static JsonObject Closed(JsonObject members) => new()
    {
        ["type"] = "object",
        ["properties"] = members,
        ["required"] = new JsonArray([.. members.Select(m => JsonValue.Create(m.Key))]),
        ["additionalProperties"] = false,
    };

    internal static JsonObject Words(params IReadOnlyList<string> words) => new() { ["type"] = "string", ["enum"] = new JsonArray([.. words.Select(w => JsonValue.Create(w))]) };

    private static JsonObject Count() => new() { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = int.MaxValue };
}
