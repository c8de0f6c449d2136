using System.Text.Json;
using System.Text.RegularExpressions;

namespace HwAgent.Agent.Llm;

/// <summary>Parses JSON that a model wrote. The library reads an escape for half of a surrogate pair without complaint and throws when it is asked for the text, so such halves become U+FFFD first.</summary>
internal static partial class ModelJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <exception cref="JsonException">The text is no JSON, or names a member twice.</exception>
    public static JsonDocument Parse(string text) =>
        JsonDocument.Parse(Escape().Replace(ReplyText.WellFormed(text), e => e.Groups["half"].Success ? @"\ufffd" : e.Value), Strict);

    // Every escape is matched, so that the backslash of one is never taken for the start of another.
    [GeneratedRegex(@"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", RegexOptions.Singleline)]
    private static partial Regex Escape();
}
