using System.Text.Json;

namespace HwAgent.Evals.Reports.Views;

/// <summary>What the grader says of designs whose verdict is known, as it was measured.</summary>
internal sealed record CalibrationView(IReadOnlyList<KeyValuePair<string, string>> Rows)
{
    private const int MostRows = 200;

    public static CalibrationView From(JsonElement calibration)
    {
        var rows = new List<KeyValuePair<string, string>>();
        Flatten("", calibration, rows);
        return new CalibrationView(rows);
    }

    private static void Flatten(string path, JsonElement value, List<KeyValuePair<string, string>> rows)
    {
        if (rows.Count >= MostRows) return;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject()) Flatten(path.Length == 0 ? property.Name : $"{path}, {property.Name}", property.Value, rows);
                break;
            case JsonValueKind.Array when value.EnumerateArray().Any(item => item.ValueKind is JsonValueKind.Object):
                foreach (var (i, item) in value.EnumerateArray().Index()) Flatten($"{path} {i + 1}", item, rows);
                break;
            case JsonValueKind.Array:
                rows.Add(KeyValuePair.Create(path, value.GetArrayLength() == 0 ? "none" : string.Join(", ", value.EnumerateArray())));
                break;
            default:
                rows.Add(KeyValuePair.Create(path, value.ToString()));
                break;
        }
    }
}
