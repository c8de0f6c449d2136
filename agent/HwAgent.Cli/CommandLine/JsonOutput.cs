using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HwAgent.Cli.CommandLine;

/// <summary>How every <c>--json</c> answer is written: one indented document, camelCase, enums by name.</summary>
public static class JsonOutput
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        // The output is no HTML: `+` in `g++` stays `+`.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write<T>(TextWriter writer, T answer) => writer.WriteLine(JsonSerializer.Serialize(answer, Options));
}
