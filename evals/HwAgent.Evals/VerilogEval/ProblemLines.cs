using System.Text.Json;
using System.Text.RegularExpressions;
using HwAgent.Evals.Benchmarks;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.VerilogEval;

/// <summary>Version 1: a JSON object a line with <c>task_id</c>, <c>prompt</c> (the header), <c>canonical_solution</c> and <c>test</c>; the words are in a second file.</summary>
internal static partial class ProblemLines
{
    public static IReadOnlyList<RtlProblem> Read(string folder, VerilogEvalSet set)
    {
        var problems = VerilogEvalBenchmark.Locate(folder, Places("data", set.Path), $"The set {set.Name} (file {set.Path})", File.Exists);
        // Beside the data folder in the official repository, beside the file in other copies.
        var descriptions = VerilogEvalBenchmark.Locate(
            Path.GetDirectoryName(problems)!, [$"../descriptions/{set.Descriptions}", set.Descriptions!], $"The file {set.Descriptions} with the tasks in words", File.Exists);
        var words = Lines(descriptions).ToDictionary(static line => line.Field("task_id"), static line => line.Field("detail_description"));
        var read = new List<RtlProblem>();
        foreach (var line in Lines(problems))
        {
            var id = line.Field("task_id");
            if (!PlainId().IsMatch(id)) throw line.Wrong($"task_id '{id}' is no plain name.");
            var header = line.Field("prompt");
            read.Add(new RtlProblem
            {
                Id = id,
                Prompt = words.GetValueOrDefault(id) ?? throw line.Wrong($"The task {id} has no description in {descriptions}."),
                Header = header,
                Module = "top_module",
                Reference = header + "\n" + line.Field("canonical_solution"),
                ReferenceModule = "top_module",
                Testbench = line.Field("test"),
                TestbenchTop = "tb",
            });
        }

        return [.. read.OrderBy(static problem => problem.Id, StringComparer.Ordinal)];
    }

    private static string[] Places(string folder, string name) => [$"{folder}/{name}", $"v1/{folder}/{name}", name];

    private static IEnumerable<JsonLine> Lines(string path)
    {
        var number = 0;
        foreach (var text in File.ReadLines(path))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(text)) yield return JsonLine.Parse(path, number, text);
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_\-]{1,100}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainId();

    /// <summary>A line of a file with a JSON object.</summary>
    private readonly record struct JsonLine(string Path, int Number, JsonElement Element)
    {
        public static JsonLine Parse(string path, int number, string text)
        {
            try
            {
                using var document = JsonDocument.Parse(text);
                var line = new JsonLine(path, number, document.RootElement.Clone());
                return line.Element.ValueKind == JsonValueKind.Object ? line : throw line.Wrong("The line is no JSON object.");
            }
            catch (JsonException exception)
            {
                throw VerilogEvalBenchmark.Missing(path, $"The line is no JSON: {exception.Message}", "take the file from the official repository again", number);
            }
        }

        public string Field(string name) =>
            Element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()!.ReplaceLineEndings("\n")
                : throw Wrong($"The text field {name} is missing.");

        public BenchmarkDataException Wrong(string message) => VerilogEvalBenchmark.Missing(Path, message, "take the file from the official repository again", Number);
    }
}
