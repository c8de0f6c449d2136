using HwAgent.Core.Models;

namespace HwAgent.Models.Gguf;

/// <summary>The tokens of a GGUF file as plain lists.</summary>
/// <param name="Model">Kind of tokenizer: <c>llama</c> (SentencePiece), <c>gpt2</c> (byte-level BPE), <c>bert</c> (WordPiece), <c>t5</c> or another.</param>
/// <param name="Split">Name of the rule that splits text before BPE (<c>tokenizer.ggml.pre</c>), or null.</param>
/// <param name="Tokens">Text of each token: with <c>▁</c> for a space (llama), or in the byte alphabet of GPT-2 (gpt2).</param>
/// <param name="Scores">One a token, or null.</param>
/// <param name="Types">One a token, or null: 1 normal, 2 unknown, 3 control, 4 user-defined, 5 unused, 6 byte.</param>
/// <param name="Merges">Pairs of BPE in the order of their rank, parts separated by a space, or null.</param>
/// <param name="BeginId">Token that opens a text, or null.</param>
/// <param name="EndId">Token that ends a text, or null.</param>
/// <param name="UnknownId">Token for what has none, or null.</param>
/// <param name="AddsBegin">Whether a prompt opens with <paramref name="BeginId"/>; null when the file does not say.</param>
/// <param name="AddsSpace">Whether a space goes in front of a prompt; null when the file does not say.</param>
public sealed record GgufVocabulary(
    string Model, string? Split, IReadOnlyList<string> Tokens, IReadOnlyList<float>? Scores, IReadOnlyList<int>? Types, IReadOnlyList<string>? Merges,
    int? BeginId, int? EndId, int? UnknownId, bool? AddsBegin, bool? AddsSpace)
{
    private const string Prefix = "tokenizer.ggml.";

    /// <summary>Reads a vocabulary; null when the file has none.</summary>
    /// <exception cref="InvalidModelException">Its lists differ in length, an id names no token, or a text is not valid UTF-8.</exception>
    public static GgufVocabulary? Read(GgufMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        if (metadata.OptionalText(Prefix + "model") is not { } model || metadata.Texts(Prefix + "tokens") is not { } tokens) return null;
        return new GgufVocabulary(
            model, metadata.OptionalText(Prefix + "pre"), tokens, SameLength("scores", metadata.Floats(Prefix + "scores")), SameLength("token_type", metadata.Integers(Prefix + "token_type")),
            metadata.Texts(Prefix + "merges"), Id("bos_token_id"), Id("eos_token_id"), Id("unknown_token_id"), metadata.Boolean(Prefix + "add_bos_token"), metadata.Boolean(Prefix + "add_space_prefix"));

        IReadOnlyList<T>? SameLength<T>(string field, IReadOnlyList<T>? list) =>
            list is null || list.Count == tokens.Count ? list : throw metadata.Error(Prefix + field, $"has {list.Count} elements for {tokens.Count} tokens");

        // Files of llama.cpp say -1, in 32 bits without a sign, for none.
        int? Id(string field) => metadata.WholeNumber(Prefix + field) switch
        {
            null or -1 or uint.MaxValue => null,
            >= 0 and var id when id < tokens.Count => (int)id,
            var id => throw metadata.Error(Prefix + field, $"{id} is none of the {tokens.Count} tokens"),
        };
    }
}
