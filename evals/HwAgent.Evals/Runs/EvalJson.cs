using System.Text.Json;
using System.Text.Json.Serialization;
using HwAgent.Evaluation.Files;

namespace HwAgent.Evals.Runs;

/// <summary>JSON of evaluation runs: as <see cref="ProductJson"/>, but nulls are written, so that a value that is not known is told from a field that is not there.</summary>
public static class EvalJson
{
    public static JsonSerializerOptions Options { get; } = new(ProductJson.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.Never };

    /// <summary>On one line, for trajectories.</summary>
    public static JsonSerializerOptions Line { get; } = new(Options) { WriteIndented = false };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options) + "\n";

    /// <exception cref="EvalFileException">No such file, or it does not look like <typeparamref name="T"/>.</exception>
    public static T Read<T>(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path), Options) ?? throw new JsonException("the document is null");
        }
        catch (JsonException e)
        {
            throw new EvalFileException(path, e.LineNumber is { } line ? (int)line + 1 : null, $"this is no {typeof(T).Name}: {e.Message}", "the file was changed or damaged after it was written; name another run, or start a new one");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EvalFileException(path, null, e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : e.Message, "name the directory of an evaluation run");
        }
    }
}
