using HwAgent.Core.Models;
using HwAgent.Models.Json;

namespace HwAgent.Models.Tokenizing;

/// <summary>The <c>normalizer</c> of a tokenizer.json.</summary>
internal static class TokenizerJsonNormalizers
{
    /// <exception cref="InvalidModelException">A normaliser that is not supported.</exception>
    public static IReadOnlyList<Func<string, string>> Parse(JsonPart part)
    {
        if (part.IsNull) return [];
        switch (part.Kind)
        {
            case "Sequence":
                return [.. part["normalizers"].Items().SelectMany(Parse)];
            case "NFC":
                return [UnicodeComposition.Compose];
            case "Prepend":
                var prefix = part.Text("prepend");
                return [text => text.Length == 0 ? text : prefix + text];
            case "Replace":
                var content = part.Text("content");
                if (part["pattern"]["String"].IsNull) throw part["pattern"].Error("only a pattern of kind String is supported", "use a tokenizer without it");
                var pattern = part["pattern"].Text("String");
                if (pattern.Length == 0) throw part["pattern"].Error("it is empty", "fetch the file again");
                return [text => text.Replace(pattern, content, StringComparison.Ordinal)];
            case var kind:
                throw part.Error($"normalizer '{kind}' is not supported", "use one of: NFC, Prepend, Replace, Sequence");
        }
    }
}
