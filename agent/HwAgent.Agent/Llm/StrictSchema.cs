using System.Text.Json;

namespace HwAgent.Agent.Llm;

/// <summary>
/// Whether a JSON schema can be enforced by OpenAI's strict mode, in which every object lists all its properties as
/// required and allows no others. Asking for strict mode with another schema is an HTTP 400.
/// Source: OpenAI API guide "Structured model outputs", section "Supported schemas".
/// </summary>
internal static class StrictSchema
{
    public static bool Is(string schema)
    {
        using var document = JsonDocument.Parse(schema);
        return document.RootElement.ValueKind == JsonValueKind.Object && IsClosed(document.RootElement);
    }

    private static bool IsClosed(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => (!element.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object || ListsAll(element, properties))
            && element.EnumerateObject().All(p => IsClosed(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().All(IsClosed),
        _ => true,
    };

    private static bool ListsAll(JsonElement schema, JsonElement properties) =>
        schema.TryGetProperty("additionalProperties", out var additional) && additional.ValueKind == JsonValueKind.False
        && schema.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array
        && properties.EnumerateObject().All(p => required.EnumerateArray().Any(r => r.ValueKind == JsonValueKind.String && r.GetString() == p.Name));
}
