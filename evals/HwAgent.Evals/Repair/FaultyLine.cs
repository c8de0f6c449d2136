using System.Text;
using System.Text.Json;
using HwAgent.Core.Diagnostics;
using HwAgent.Evals.Benchmarks;

namespace HwAgent.Evals.Repair;

/// <summary>A line of a file of faulty modules: a JSON object as Python writes it, with <c>NaN</c> for a value that is missing.</summary>
/// <param name="Path">The file.</param>
/// <param name="Number">1-based.</param>
/// <param name="Element">The object.</param>
internal readonly record struct FaultyLine(string Path, int Number, JsonElement Element)
{
    public static IEnumerable<FaultyLine> Read(string path)
    {
        if (!File.Exists(path)) throw Wrong(path, null, Directory.Exists(path) ? "This is a folder." : "The file does not exist.");
        var number = 0;
        foreach (var text in File.ReadLines(path))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(text)) yield return Parse(path, number, text);
        }
    }

    private static FaultyLine Parse(string path, int number, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(WithoutNaN(text));
            var line = new FaultyLine(path, number, document.RootElement.Clone());
            return line.Element.ValueKind == JsonValueKind.Object ? line : throw line.Wrong("The line is no JSON object.");
        }
        catch (JsonException exception)
        {
            throw Wrong(path, number, $"The line is no JSON: {exception.Message}");
        }
    }

    public string Field(string name) => Optional(name) ?? throw Wrong($"The text field {name} is missing.");

    /// <summary>A text, or null where the field is missing or holds no text.</summary>
    public string? Optional(string name) =>
        Element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()!.ReplaceLineEndings("\n") : null;

    public int Index(string name) =>
        Element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var index) && index >= 0
            ? index
            : throw Wrong($"The field {name} holds no number of a sample.");

    public BenchmarkDataException Wrong(string message) => Wrong(Path, Number, message);

    private static BenchmarkDataException Wrong(string path, int? line, string message) =>
        new(new Diagnostic("benchmark", DiagnosticSeverity.Error, "benchmark.data", message)
        {
            File = path, Line = line, Advice = "name a file of https://github.com/NVlabs/RTLFixer, a JSON object a line with task_id, index, solution and compiler_error or simulate_error",
        });

    /// <summary>Writes <c>null</c> for <c>NaN</c> outside texts: Python's writer emits it, and JSON has no such word.</summary>
    private static string WithoutNaN(string text)
    {
        const string missing = "NaN";
        if (!text.Contains(missing, StringComparison.Ordinal)) return text;
        var result = new StringBuilder(text.Length);
        var inText = false;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '"') inText = !inText;
            if (inText && text[at] == '\\' && at + 1 < text.Length) result.Append(text[at++]);
            else if (!inText && string.CompareOrdinal(text, at, missing, 0, missing.Length) == 0)
            {
                result.Append("null");
                at += missing.Length - 1;
                continue;
            }

            result.Append(text[at]);
        }

        return result.ToString();
    }
}
