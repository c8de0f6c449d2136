using System.Text;
using HwAgent.Core.Models;

namespace HwAgent.Models.Tokenizing;

/// <summary>
/// Text to token ids and back, for whatever vocabulary a model came with: Hugging Face's tokenizer.json (BPE) and tokenizer.model (SentencePiece),
/// llama2.c's tokenizer.bin, GGUF's metadata. <see cref="Load"/> is the one way in; an instance may be used by several threads.
/// </summary>
public sealed class ModelTokenizer
{
    private readonly TokenTable _table;
    private readonly TokenizerPipeline _pipeline;
    private readonly AddedTokenMatcher _raw;
    private readonly AddedTokenMatcher _normalized;
    private readonly IReadOnlyList<int> _prefix;
    private readonly IReadOnlyList<int> _suffix;
    private readonly bool _dropsFirstSpace;

    internal ModelTokenizer(TokenizerParts parts)
    {
        (_table, _pipeline, _prefix, _suffix, _dropsFirstSpace) = (parts.Table, parts.Pipeline, parts.Prefix, parts.Suffix, parts.DropsFirstSpace);
        _raw = new AddedTokenMatcher(parts.AddedTokens.Where(token => !token.Normalized).Select(token => (token.Content, token)));
        _normalized = new AddedTokenMatcher(parts.AddedTokens.Where(token => token.Normalized).Select(token => (_pipeline.Normalize(token.Content), token)));
        Format = parts.Format;
        BeginId = parts.BeginId;
        EndIds = parts.EndIds;
        SpecialTokens = parts.AddedTokens.Where(token => token.Special).GroupBy(token => token.Content, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().Id, StringComparer.Ordinal);
    }

    /// <summary>What it was read from, for reports: <c>tokenizer.json, byte-level BPE</c>.</summary>
    public string Format { get; }

    /// <summary>Count of ids, gaps included. The model's own vocabulary may be larger (padded), never smaller.</summary>
    public int VocabularySize => _table.Size;

    /// <summary>The token in front of a text, or null when the model has none.</summary>
    public int? BeginId { get; }

    /// <summary>Tokens at which generation ends; empty when the files name none.</summary>
    public IReadOnlyList<int> EndIds { get; }

    /// <summary>Tokens that are never text, by their names.</summary>
    public IReadOnlyDictionary<string, int> SpecialTokens { get; }

    /// <summary>Reads the tokenizer of a model.</summary>
    /// <param name="path">
    /// A folder (tokenizer.json, else tokenizer.model, else tokenizer.bin or tok*.bin, else one .gguf), such a file itself,
    /// or a model file beside which they lie (a llama2.c checkpoint, a .safetensors).
    /// </param>
    /// <exception cref="InvalidModelException">There is none, it is damaged, or a part of it is not supported; the message names file, field and remedy.</exception>
    public static ModelTokenizer Load(string path) => TokenizerFiles.Load(path);

    /// <summary>Token ids of a text; text of special tokens in it becomes those tokens.</summary>
    /// <param name="text">Halves of surrogate pairs are read as U+FFFD.</param>
    /// <param name="addSpecial">Whether to put the tokens around it that the model was trained with (usually one in front).</param>
    /// <exception cref="InvalidModelException">The vocabulary has no token for a character.</exception>
    public IReadOnlyList<int> Encode(string text, bool addSpecial = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new List<int>();
        if (addSpecial) ids.AddRange(_prefix);
        foreach (var (part, start, token) in _raw.Split(WithoutLoneSurrogates(text)))
        {
            if (token is null) EncodeText(part, start == 0, ids);
            else ids.Add(token.Id);
        }

        if (addSpecial) ids.AddRange(_suffix);
        return ids;
    }

    /// <summary>Text of tokens; special tokens give none, and the space that stands in front of a text's first word is left out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside the vocabulary.</exception>
    public string Decode(IEnumerable<int> ids)
    {
        var text = new StringBuilder();
        var decoder = StartDecoding();
        foreach (var id in ids) text.Append(decoder.Append(id));
        return text.Append(decoder.Finish()).ToString();
    }

    /// <summary>A decoder for tokens that come one by one.</summary>
    /// <param name="continuing">True when text stands in front (a prompt): the first token's space is then a space.</param>
    public StreamingDecoder StartDecoding(bool continuing = false) => new(_table, _dropsFirstSpace && !continuing);

    /// <summary>What kind of token an id is.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is outside the vocabulary.</exception>
    public TokenKind KindOf(int id) => (uint)id < (uint)_table.Size ? _table.Kind(id) : throw new ArgumentOutOfRangeException(nameof(id), id, $"the vocabulary has ids from 0 to {_table.Size - 1}");

    private void EncodeText(string text, bool first, List<int> ids)
    {
        foreach (var (part, start, token) in _normalized.Split(_pipeline.Normalize(text)))
        {
            if (token is null) _pipeline.Encode(part, first && start == 0, ids);
            else ids.Add(token.Id);
        }
    }

    private static string WithoutLoneSurrogates(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')) return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) clean.Append(rune.ToString());
        return clean.ToString();
    }
}
