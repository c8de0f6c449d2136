using HwAgent.Models.Json;

namespace HwAgent.Models.Tokenizing;

/// <summary>Settings that Metaspace has both as pre-tokeniser and as decoder.</summary>
internal static class MetaspaceOptions
{
    /// <summary><c>always</c>, <c>first</c> or <c>never</c>: where a space is put in front; files before 2024 say it by <c>add_prefix_space</c>.</summary>
    public static string Scheme(JsonPart part)
    {
        if (part["prepend_scheme"].IsNull) return part.Flag("add_prefix_space", true) ? "always" : "never";
        var scheme = part.Text("prepend_scheme");
        return scheme is "always" or "first" or "never" ? scheme : throw part["prepend_scheme"].Error($"'{scheme}' is unknown", "give always, first or never");
    }
}
