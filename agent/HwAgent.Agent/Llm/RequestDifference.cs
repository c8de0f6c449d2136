using System.Text.Json;

namespace HwAgent.Agent.Llm;

/// <summary>Finds where two requests first differ, for a message a person can act on.</summary>
internal static class RequestDifference
{
    private const int ShownLength = 120;

    public static string First(ChatRequest recorded, ChatRequest asked) =>
        Compare("", ToJson(recorded), ToJson(asked)) ?? "none in the request itself; it was asked more often than recorded.";

    private static JsonElement ToJson(ChatRequest request) => JsonSerializer.SerializeToElement(request, LlmJson.Instance.ChatRequest);

    private static string? Compare(string path, JsonElement recorded, JsonElement asked)
    {
        if (recorded.ValueKind == JsonValueKind.Object && asked.ValueKind == JsonValueKind.Object)
        {
            return recorded.EnumerateObject().Select(p => p.Name).Union(asked.EnumerateObject().Select(p => p.Name))
                .Select(name => Both(path.Length == 0 ? name : $"{path}.{name}", Property(recorded, name), Property(asked, name)))
                .FirstOrDefault(difference => difference is not null);
        }

        if (recorded.ValueKind == JsonValueKind.Array && asked.ValueKind == JsonValueKind.Array)
        {
            return Enumerable.Range(0, Math.Max(recorded.GetArrayLength(), asked.GetArrayLength()))
                .Select(i => Both($"{path}[{i}]", Item(recorded, i), Item(asked, i)))
                .FirstOrDefault(difference => difference is not null);
        }

        if (recorded.ValueKind == JsonValueKind.String && asked.ValueKind == JsonValueKind.String) return Text(path, recorded.GetString()!, asked.GetString()!);
        return recorded.GetRawText() == asked.GetRawText() ? null : $"{path}: recorded {recorded.GetRawText()}, asked {asked.GetRawText()}.";
    }

    private static string? Both(string path, JsonElement? recorded, JsonElement? asked) => (recorded, asked) switch
    {
        ({ } r, { } a) => Compare(path, r, a),
        ({ } r, null) => $"{path}: recorded {Short(r.GetRawText())}, asked nothing.",
        (null, { } a) => $"{path}: recorded nothing, asked {Short(a.GetRawText())}.",
        _ => null,
    };

    private static string? Text(string path, string recorded, string asked)
    {
        var (left, right) = (recorded.Split('\n'), asked.Split('\n'));
        for (var i = 0; i < Math.Max(left.Length, right.Length); i++)
        {
            var (l, r) = (i < left.Length ? left[i] : null, i < right.Length ? right[i] : null);
            if (l != r) return $"{path}, line {i + 1}: recorded {Quoted(l)}, asked {Quoted(r)}.";
        }

        return null;
    }

    private static string Quoted(string? line) => line is null ? "nothing" : $"'{Short(line)}'";

    private static string Short(string text) => text.Length <= ShownLength ? text : text[..ShownLength] + " ...";

    private static JsonElement? Property(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value : null;

    private static JsonElement? Item(JsonElement element, int index) => index < element.GetArrayLength() ? element[index] : null;
}
