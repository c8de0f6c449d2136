using System.Text;
using HwAgent.Core.Models;
using HwAgent.Models.Gguf;

namespace HwAgent.Models.Tokenizing;

/// <summary>The tokenizer in a GGUF file: SentencePiece (<c>llama</c>) or byte-level BPE (<c>gpt2</c>) with the splits of GPT-2, Llama 3 or Qwen2.</summary>
internal static class GgufTokenizer
{
    private const string LlamaBpe = "llama-bpe", Qwen2 = "qwen2";

    /// <summary>Regular expressions under llama.cpp's names for them (src/llama-vocab.cpp).</summary>
    private static readonly Dictionary<string, string> Patterns = new()
    {
        ["gpt-2"] = RegexSplitter.Gpt2Pattern,
        [LlamaBpe] = RegexSplitter.Llama3Pattern,
        [Qwen2] = RegexSplitter.Qwen2Pattern,
    };

    /// <exception cref="InvalidModelException">No GGUF file, no vocabulary in it, or one that is not supported.</exception>
    public static TokenizerParts Read(string file)
    {
        using var gguf = GgufFile.Open(file);
        var vocabulary = GgufVocabulary.Read(gguf.Metadata) ?? throw new InvalidModelException(file, "tokenizer.ggml.tokens", "the file has no vocabulary", "name the model's tokenizer.json or tokenizer.model");
        return Parse(vocabulary, file);
    }

    public static TokenizerParts Parse(GgufVocabulary vocabulary, string file) => vocabulary.Model switch
    {
        "llama" => SentencePiece(vocabulary, file),
        "gpt2" => ByteLevel(vocabulary, file),
        var other => throw new InvalidModelException(file, "tokenizer.ggml.model", $"'{other}' is not supported", "use a model with llama or gpt2"),
    };

    private static TokenizerParts SentencePiece(GgufVocabulary vocabulary, string file)
    {
        if (vocabulary.Scores is null || vocabulary.Types is null)
            throw new InvalidModelException(file, $"tokenizer.ggml.{(vocabulary.Scores is null ? "scores" : "token_type")}", "is missing", "convert the model again");
        var pieces = new SentencePiece[vocabulary.Tokens.Count];
        for (var id = 0; id < pieces.Length; id++) pieces[id] = new SentencePiece(vocabulary.Tokens[id], vocabulary.Scores[id], KindOf(vocabulary, id, file));
        return new SentencePieceVocabulary(file, "GGUF, SentencePiece BPE", pieces)
        {
            AddsPrefixSpace = vocabulary.AddsSpace ?? true, UnknownId = vocabulary.UnknownId, BeginId = vocabulary.BeginId,
            EndIds = vocabulary.EndId is { } end ? [end] : [], AddsBegin = vocabulary.AddsBegin ?? true,
        }.ToParts();
    }

    private static TokenizerParts ByteLevel(GgufVocabulary vocabulary, string file)
    {
        var split = vocabulary.Split ?? "gpt-2";
        if (!Patterns.TryGetValue(split, out var pattern))
            throw new InvalidModelException(file, "tokenizer.ggml.pre", $"'{split}' is not supported", $"use a model with one of: {string.Join(", ", Patterns.Keys)}, or its tokenizer.json");
        var table = new TokenTable(vocabulary.Tokens.Count);
        var (pieces, added) = (new Dictionary<string, int>(StringComparer.Ordinal), new List<AddedToken>());
        for (var id = 0; id < vocabulary.Tokens.Count; id++)
        {
            var text = vocabulary.Tokens[id];
            switch (KindOf(vocabulary, id, file))
            {
                case SentencePieceKind.Normal or SentencePieceKind.Byte:
                    pieces.TryAdd(text, id);
                    table.Set(id, PieceSpelling.FromByteLevel(text), TokenKind.Text);
                    break;
                case SentencePieceKind.Unused:
                    break;
                case var kind:
                    added.Add(new AddedToken(text, id, Special: kind != SentencePieceKind.UserDefined));
                    table.Set(id, Encoding.UTF8.GetBytes(text), kind == SentencePieceKind.UserDefined ? TokenKind.Text : TokenKind.Special);
                    break;
            }
        }

        var library = new LibraryBpeEncoder(file, pieces, Merges(vocabulary, pieces, file));
        var splitter = new RegexSplitter(file, "tokenizer.ggml.pre", pattern, SplitBehavior.Isolated);
        var pipeline = new TokenizerPipeline(
            // llama.cpp does not normalise; the tokenizer that Qwen2 was trained with does.
            split == Qwen2 ? [UnicodeComposition.Compose] : [],
            [(piece, _, output) => splitter.Split(piece, output), (piece, _, output) => output.Add(PieceSpelling.ToByteLevel(piece))],
            split == LlamaBpe ? new WholeWordEncoder(pieces, library) : library);
        var addsBegin = vocabulary.AddsBegin ?? split == LlamaBpe;
        return new TokenizerParts(
            $"GGUF, byte-level BPE ({split})", table, pipeline, added, addsBegin && vocabulary.BeginId is { } begin ? [begin] : [], [],
            vocabulary.BeginId, vocabulary.EndId is { } end ? [end] : [], DropsFirstSpace: false);
    }

    private static MergeList Merges(GgufVocabulary vocabulary, Dictionary<string, int> pieces, string file)
    {
        var merges = new MergeList(pieces);
        var lines = vocabulary.Merges ?? throw new InvalidModelException(file, "tokenizer.ggml.merges", "is missing", "convert the model again");
        for (var rank = 0; rank < lines.Count; rank++)
        {
            if (merges.Add(lines[rank].Split(' ')) is { } problem) throw new InvalidModelException(file, $"tokenizer.ggml.merges[{rank}]", problem, "convert the model again");
        }

        return merges;
    }

    private static SentencePieceKind KindOf(GgufVocabulary vocabulary, int id, string file)
    {
        var kind = (SentencePieceKind)(vocabulary.Types?[id] ?? (int)SentencePieceKind.Normal);
        return Enum.IsDefined(kind) ? kind : throw new InvalidModelException(file, $"tokenizer.ggml.token_type[{id}]", $"{(int)kind} is no type of token", "convert the model again");
    }
}
