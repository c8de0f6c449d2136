using System.Globalization;
using System.Text.Json;

namespace HwAgent.Agent.Designers;

/// <summary>
/// Holds JSON against the part of JSON Schema that this product writes: type, properties, required, additionalProperties: false, enum,
/// minimum, maximum, items. Endpoints that do not enforce a schema, and tool arguments, which none enforces, meet the same check.
/// </summary>
internal static class SchemaCheck
{
    private const int MostProblems = 8;

    /// <summary>Every difference, one sentence each with the path of the member; empty when the value follows the schema.</summary>
    public static IReadOnlyList<string> Problems(JsonElement value, JsonElement schema)
    {
        var found = new List<string>();
        Check("", value, schema, found);
        return found.Count <= MostProblems ? found : [.. found.Take(MostProblems), $"and {found.Count - MostProblems} more."];
    }

    private static void Check(string path, JsonElement value, JsonElement schema, List<string> found)
    {
        if (schema.TryGetProperty("type", out var type) && !Allows(type, value))
        {
            found.Add($"{Name(path)} is {Describe(value)}, must be {string.Join(" or ", Words(type))}.");
            return;
        }

        if (schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(a => JsonElement.DeepEquals(a, value)))
            found.Add($"{Name(path)} is {Describe(value)}, must be one of {string.Join(", ", allowed.EnumerateArray().Select(a => a.GetRawText()))}.");
        if (value.ValueKind == JsonValueKind.Number) CheckRange(path, value, schema, found);
        if (value.ValueKind == JsonValueKind.Object) CheckMembers(path, value, schema, found);
        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            var index = 0;
            foreach (var item in value.EnumerateArray()) Check($"{path}[{index++}]", item, items, found);
        }
    }

    private static void CheckRange(string path, JsonElement value, JsonElement schema, List<string> found)
    {
        var number = value.GetDouble();
        if (schema.TryGetProperty("minimum", out var minimum) && number < minimum.GetDouble()) found.Add($"{Name(path)} is {Describe(value)}, must be at least {minimum.GetRawText()}.");
        if (schema.TryGetProperty("maximum", out var maximum) && number > maximum.GetDouble()) found.Add($"{Name(path)} is {Describe(value)}, must be at most {maximum.GetRawText()}.");
    }

    private static void CheckMembers(string path, JsonElement value, JsonElement schema, List<string> found)
    {
        if (!schema.TryGetProperty("properties", out var properties)) return;
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray().Select(r => r.GetString()!).Where(name => !value.TryGetProperty(name, out _)))
                found.Add($"{Name(Join(path, name))} is missing.");
        }

        foreach (var member in value.EnumerateObject())
        {
            if (properties.TryGetProperty(member.Name, out var schemaOfMember)) Check(Join(path, member.Name), member.Value, schemaOfMember, found);
            else found.Add($"{Name(Join(path, member.Name))} is not known; there are {string.Join(", ", properties.EnumerateObject().Select(p => p.Name))}.");
        }
    }

    private static bool Allows(JsonElement type, JsonElement value) => Words(type).Any(word => word switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        // JSON Schema counts 8.0 as an integer, but nothing that reads one here does.
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _),
        _ => value.ValueKind == JsonValueKind.Number,
    });

    private static IEnumerable<string> Words(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()!) : [type.GetString()!];

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Name(string path) => path.Length == 0 ? "the value" : path;

    private static string Describe(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Object) return "an object";
        if (value.ValueKind is JsonValueKind.Array) return "an array";
        var text = value.GetRawText();
        return text.Length <= 40 ? text : string.Create(CultureInfo.InvariantCulture, $"{text[..40]}...");
    }
}
