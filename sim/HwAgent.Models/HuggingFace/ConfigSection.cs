using System.Text.Json;
using HwAgent.Core.Workloads;

namespace HwAgent.Models.HuggingFace;

/// <summary>
/// The numbers of a <c>config.json</c> that <see cref="HuggingFaceConfig"/> leaves out because no shape depends on them. Complaints are worded
/// as its are.
/// </summary>
/// <param name="element">The object.</param>
/// <param name="file">File name for messages.</param>
/// <param name="path">Dotted path of the object; empty at the top.</param>
internal sealed class ConfigSection(JsonElement element, string file, string path = "")
{
    public bool Has(string field) => Find(field) is not null;

    /// <summary>A positive, finite number.</summary>
    public double Positive(string field, double? otherwise) => Find(field) switch
    {
        null => otherwise ?? throw Error(field, "is missing", "add it as a positive number; a config.json saved by transformers has it"),
        { ValueKind: JsonValueKind.Number } value when value.TryGetDouble(out var number) && number > 0 && double.IsFinite(number) => number,
        { } value => throw Error(field, $"{Shown(value)} is not a positive number", "give a positive number"),
    };

    public string? Text(string field)
    {
        if (Find(field) is not { } value) return null;
        try
        {
            if (value.ValueKind == JsonValueKind.String) return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is no character: refused below.
        }

        throw Error(field, $"{Shown(value)} is not a string", "give a string");
    }

    /// <summary>A nested object, or null when it is absent.</summary>
    public ConfigSection? Section(string field) => Find(field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => new ConfigSection(value, file, path.Length > 0 ? $"{path}.{field}" : field),
        { } value => throw Error(field, $"{Shown(value)} is not an object", "give an object"),
    };

    public InvalidConfigException Error(string field, string problem, string advice) => new(file, path.Length > 0 ? $"{path}.{field}" : field, problem, advice);

    private static string Shown(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length > 40 ? text[..40] + "..." : text;
    }

    private JsonElement? Find(string field) =>
        element.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
