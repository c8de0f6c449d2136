using HwAgent.Models.Json;

namespace HwAgent.Models.Tokenizing;

/// <summary>The <c>post_processor</c> of a tokenizer.json: tokens around a single text.</summary>
internal sealed class TokenizerJsonTemplate
{
    private readonly int _vocabulary;

    /// <param name="part">The member, perhaps null.</param>
    /// <param name="vocabulary">Count of ids.</param>
    public TokenizerJsonTemplate(JsonPart part, int vocabulary)
    {
        _vocabulary = vocabulary;
        Read(part);
    }

    public IReadOnlyList<int> Prefix { get; private set; } = [];

    public IReadOnlyList<int> Suffix { get; private set; } = [];

    private void Read(JsonPart part)
    {
        if (part.IsNull) return;
        switch (part.Kind)
        {
            case "ByteLevel":
                // Trims offsets, not tokens.
                break;
            case "Sequence":
                foreach (var item in part["processors"].Items()) Read(item);
                break;
            case "TemplateProcessing":
                ReadTemplate(part);
                break;
            case var kind:
                throw part.Error($"'{kind}' is not supported", "use one of: ByteLevel, TemplateProcessing, Sequence");
        }
    }

    private void ReadTemplate(JsonPart part)
    {
        var (prefix, suffix, texts) = (new List<int>(), new List<int>(), 0);
        foreach (var item in part["single"].Items())
        {
            if (!item["Sequence"].IsNull)
            {
                texts++;
                continue;
            }

            var name = item["SpecialToken"].Text("id");
            foreach (var id in part["special_tokens"][name]["ids"].Items())
            {
                if (id.AsId() >= _vocabulary) throw id.Error($"it is outside the vocabulary of {_vocabulary}", "fetch the file again");
                (texts == 0 ? prefix : suffix).Add(id.AsId());
            }
        }

        if (texts != 1) throw part["single"].Error($"the text stands in it {texts} times", "give a template with one text");
        (Prefix, Suffix) = ([.. prefix, .. Prefix], [.. Suffix, .. suffix]);
    }
}
