using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Rtl;

namespace HwAgent.Agent.Llm;

/// <summary>
/// Takes what was asked for out of a model's text: one JSON object, or SystemVerilog modules. Strict about the content, lenient about
/// what surrounds it. Nothing is guessed or mended: a reply that is not right is a diagnostic with advice.
/// Codes: <c>reply.empty</c>, <c>reply.filtered</c>, <c>reply.truncated</c>, <c>reply.no-json</c>, <c>reply.several-objects</c>,
/// <c>reply.schema</c>, <c>reply.no-module</c>, <c>reply.several-modules</c>.
/// </summary>
public static class ReplyParser
{
    /// <summary>The one JSON object of the reply, fenced or not.</summary>
    public static Parsed<JsonDocument> Json(ChatReply reply)
    {
        if (Answer(reply, out var text) is { } missing) return Failed<JsonDocument>(missing);
        return JsonReply.Find(text, Cut(reply));
    }

    /// <summary>The one JSON object of the reply as a record; unknown or missing members are <c>reply.schema</c> as the type's own annotations say.</summary>
    public static Parsed<T> Json<T>(ChatReply reply, JsonTypeInfo<T> typeInfo) where T : class
    {
        var json = Json(reply);
        if (json.Value is null) return new Parsed<T>(null, json.Diagnostics);
        using (json.Value)
        {
            try
            {
                return new Parsed<T>(json.Value.Deserialize(typeInfo) ?? throw new JsonException("null"), json.Diagnostics);
            }
            catch (JsonException e)
            {
                return Failed<T>(Error("reply.schema", $"The JSON object does not follow the schema{(e.Path is { Length: > 1 } path ? $" at {path}" : "")}: {FirstSentence(e.Message)}",
                    "Answer again with one JSON object that has exactly the members of the schema, each of its type."));
            }
        }
    }

    /// <summary>The SystemVerilog modules of the reply, one source a module, <paramref name="top"/> last.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="top">Name of the module that was asked for; helper modules beside it are kept.</param>
    public static Parsed<RtlDesign> Rtl(ChatReply reply, string top)
    {
        if (Answer(reply, out var text) is { } missing) return Failed<RtlDesign>(missing);
        return RtlReply.Find(text, top, Cut(reply));
    }

    internal static Diagnostic Error(string code, string message, string advice, int? line = null) =>
        new("model", DiagnosticSeverity.Error, code, message) { Advice = advice, Line = line };

    internal static Parsed<T> Failed<T>(params Diagnostic[] diagnostics) where T : class => new(null, diagnostics);

    private static bool Cut(ChatReply reply) => reply.FinishReason == "length";

    /// <summary>The text of the answer without reasoning; or why there is none.</summary>
    internal static Diagnostic? Answer(ChatReply reply, out string text)
    {
        text = ReplyText.WithoutReasoning(reply.Text, out var unfinished);
        if (reply.FinishReason == "content_filter")
            return Error("reply.filtered", "The endpoint's content filter withheld the reply.", "Answer with the design only, in neutral technical words.");
        if (text.Length > 0) return null;
        return unfinished || Cut(reply)
            ? Error("reply.truncated", "The reply ended before the answer began: all of it was reasoning.", "Reason less and answer at once; the answer must fit into the token limit.")
            : Error("reply.empty", "The reply is empty.", "Answer in the form that was asked for.");
    }

    // System.Text.Json appends path and position, which the diagnostic says in its own way.
    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
