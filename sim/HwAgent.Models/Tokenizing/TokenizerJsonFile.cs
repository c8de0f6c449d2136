using System.Text;
using HwAgent.Core.Models;
using HwAgent.Models.Json;

namespace HwAgent.Models.Tokenizing;

/// <summary>
/// tokenizer.json of huggingface/tokenizers with a BPE model, byte-level (GPT-2, Qwen2, Llama 3) or SentencePiece-style with byte fallback
/// (Llama 2, Mistral). Parts outside that are refused by name. Truncation and padding are settings of training batches, which transformers
/// switches off for a single text, so they have no effect here.
/// </summary>
internal static class TokenizerJsonFile
{
    /// <exception cref="InvalidModelException">Not such a file, or a part that is not supported.</exception>
    public static TokenizerParts Parse(ReadOnlyMemory<byte> utf8, string file, TokenizerSettings settings)
    {
        var root = JsonPart.Parse(utf8, file);
        var byteLevel = new TokenizerJsonDecoder(root["decoder"]);
        var preTokenizers = new TokenizerJsonPreTokenizers(root["pre_tokenizer"]);
        if (byteLevel.IsByteLevel != preTokenizers.IsByteLevel)
            throw root["decoder"].Error("one of decoder and pre_tokenizer is byte-level and the other is not", "use a tokenizer whose two ends agree");

        var model = new TokenizerJsonModel(root["model"], byteLevel.IsByteLevel);
        var added = AddedTokens(root["added_tokens"]);
        var table = Table(model, added, byteLevel, root);
        var template = new TokenizerJsonTemplate(root["post_processor"], table.Size);
        int? Find(string? token) => token is null ? null : added.FirstOrDefault(item => item.Content == token)?.Id ?? (model.Vocabulary.TryGetValue(token, out var id) ? id : null);

        var begin = Find(settings.BeginToken) ?? settings.BeginId;
        int[] ends = [.. settings.EndIds, .. Find(settings.EndToken) is { } end ? [end] : Array.Empty<int>()];
        ends = [.. ends.Distinct()];
        foreach (var id in ends.Concat(begin is { } first ? [first] : []))
        {
            if (id >= table.Size) throw root.Error($"token {id}, which a configuration beside it names as begin or end, is outside the vocabulary of {table.Size}", "take all files from one model");
        }

        return new TokenizerParts(
            $"tokenizer.json, {(byteLevel.IsByteLevel ? "byte-level" : "SentencePiece-style")} BPE", table,
            new TokenizerPipeline(TokenizerJsonNormalizers.Parse(root["normalizer"]), preTokenizers.Steps, model.Encoder), added,
            Around(template.Prefix, settings.AddsBegin, begin), Around(template.Suffix, settings.AddsEnd, ends.Length > 0 ? ends[^1] : null), begin, ends, byteLevel.DropsFirstSpace);
    }

    /// <summary>The template's ids; what tokenizer_config.json says about begin and end overrides them, as in transformers' Llama tokenizer.</summary>
    private static IReadOnlyList<int> Around(IReadOnlyList<int> template, bool? adds, int? id)
    {
        if (adds is null || id is not { } token) return template;
        return adds.Value == template.Contains(token) ? template : adds.Value ? [token] : [.. template.Where(other => other != token)];
    }

    private static List<AddedToken> AddedTokens(JsonPart list)
    {
        var tokens = new List<AddedToken>();
        if (list.IsNull) return tokens;
        foreach (var item in list.Items())
        {
            tokens.Add(new AddedToken(item.Text("content"), item["id"].AsId(), item.Flag("special", false), item.Flag("single_word", false), item.Flag("lstrip", false), item.Flag("rstrip", false), item.Flag("normalized", true)));
        }

        return tokens;
    }

    private static TokenTable Table(TokenizerJsonModel model, List<AddedToken> added, TokenizerJsonDecoder decoder, JsonPart root)
    {
        var entries = model.Vocabulary.Count + added.Count;
        var largest = Math.Max(model.Vocabulary.Count == 0 ? -1 : model.Vocabulary.Values.Max(), added.Count == 0 ? -1 : added.Max(token => token.Id));
        if (largest < 0) throw root.Error("it has no tokens", "fetch the file again");
        TokenTable.CheckId(root.File, "model.vocab", largest, entries);
        var table = new TokenTable(largest + 1);
        foreach (var (piece, id) in model.Vocabulary)
        {
            var (bytes, kind) = decoder.Decode(piece, model.ByteFallback);
            table.Set(id, bytes, kind);
        }

        for (var i = 0; i < added.Count; i++)
        {
            var (content, id) = (added[i].Content, added[i].Id);
            var isInVocabulary = model.Vocabulary.TryGetValue(content, out var known);
            if (isInVocabulary ? known != id : table.Kind(id) != TokenKind.Unused)
                throw new InvalidModelException(root.File, $"added_tokens[{i}].id", isInVocabulary ? $"'{content}' has the id {id} here and {known} in model.vocab" : $"another token than '{content}' has the id {id}", "fetch the file again");
            table.Set(id, Encoding.UTF8.GetBytes(content), added[i].Special ? TokenKind.Special : TokenKind.Text);
        }

        return table;
    }
}
