using System.Text;
using HwAgent.Core.Models;

namespace HwAgent.Models.Tokenizing;

/// <summary>A SentencePiece vocabulary, whichever file carried it: SentencePiece's own, llama2.c's or GGUF.</summary>
/// <param name="File">For messages.</param>
/// <param name="Format">For reports.</param>
/// <param name="Pieces">By id.</param>
internal sealed record SentencePieceVocabulary(string File, string Format, IReadOnlyList<SentencePiece> Pieces)
{
    /// <summary>A space is put in front of a text.</summary>
    public bool AddsPrefixSpace { get; init; } = true;

    public int? UnknownId { get; init; }

    public int? BeginId { get; init; }

    public IReadOnlyList<int> EndIds { get; init; } = [];

    public bool AddsBegin { get; init; } = true;

    public bool AddsEnd { get; init; }

    /// <summary>
    /// Where user-defined pieces are looked for: in the marked text, whose one prefix space stands at its start (SentencePiece), or in front of
    /// everything like special tokens, a prefix space behind each (llama.cpp).
    /// </summary>
    public bool KeepsUserDefinedInText { get; init; }

    /// <summary>Runs of spaces become one, and those at the ends of a text none.</summary>
    public bool RemovesExtraSpaces { get; init; }

    /// <exception cref="InvalidModelException">An id is outside the vocabulary, a score is no number, or a byte's piece is not one.</exception>
    public TokenizerParts ToParts()
    {
        Check(BeginId, "begin of text");
        Check(UnknownId, "unknown token");
        foreach (var end in EndIds) Check(end, "end of text");
        var table = Table();
        int[] prefix = AddsBegin && BeginId is { } begin ? [begin] : [];
        int[] suffix = AddsEnd && EndIds.Count > 0 ? [EndIds[0]] : [];
        return new TokenizerParts(Format, table, Pipeline(), [.. AddedTokens()], prefix, suffix, BeginId, EndIds, AddsPrefixSpace);
    }

    private TokenizerPipeline Pipeline()
    {
        var pieces = new Dictionary<string, int>(Pieces.Count, StringComparer.Ordinal);
        for (var id = 0; id < Pieces.Count; id++)
        {
            // As in llama.cpp, an unused piece is a piece; no vocabulary of a language model is known to have one that matters.
            if (Pieces[id].Kind is SentencePieceKind.Normal or SentencePieceKind.UserDefined or SentencePieceKind.Unused) pieces.TryAdd(Pieces[id].Text, id);
        }

        var order = new ScoredMerges(pieces, [.. Pieces.Select(piece => piece.Score)]);
        var encoder = new MergeEncoder(pieces, order, new UnknownCharacters(File, ByteIds(), UnknownId, Fuse: true));
        var kept = KeepsUserDefinedInText ? OfKind(SentencePieceKind.UserDefined).ToDictionary(token => token.Content, token => token.Id, StringComparer.Ordinal) : [];
        if (kept.Count == 0) return new TokenizerPipeline([Normalize], [], encoder);
        var matcher = new AddedTokenMatcher(kept.Select(piece => (piece.Key, new AddedToken(piece.Key, piece.Value, Special: false))));
        return new TokenizerPipeline([Normalize], [(piece, _, output) => output.AddRange(matcher.Split(piece).Select(part => part.Text))], new WholeWordEncoder(kept, encoder));
    }

    private string Normalize(string text)
    {
        // At the end SentencePiece cannot tell a mark in the text from its own.
        if (RemovesExtraSpaces) text = string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries)).TrimEnd(' ', PieceSpelling.SpaceMark);
        if (text.Length == 0) return text;
        return (AddsPrefixSpace ? " " + text : text).Replace(' ', PieceSpelling.SpaceMark);
    }

    private TokenTable Table()
    {
        var table = new TokenTable(Pieces.Count);
        for (var id = 0; id < Pieces.Count; id++)
        {
            var (text, score, kind) = Pieces[id];
            if (!float.IsFinite(score)) throw new InvalidModelException(File, $"token {id}", $"its score is {score}", "fetch the file again");
            switch (kind)
            {
                case SentencePieceKind.Byte:
                    if (!PieceSpelling.TryByte(text, out var value)) throw new InvalidModelException(File, $"token {id}", $"'{text}' is marked as a byte but is not written <0xNN>", "fetch the file again");
                    table.Set(id, [value], TokenKind.Byte);
                    break;
                case SentencePieceKind.Control or SentencePieceKind.Unknown:
                    table.Set(id, Encoding.UTF8.GetBytes(text), TokenKind.Special);
                    break;
                default:
                    table.Set(id, PieceSpelling.FromSentencePiece(text), TokenKind.Text);
                    break;
            }
        }

        return table;
    }

    private IEnumerable<AddedToken> AddedTokens()
    {
        var special = OfKind(SentencePieceKind.Control);
        if (UnknownId is { } unknown) special = special.Append(new AddedToken(Pieces[unknown].Text, unknown, Special: true));
        return KeepsUserDefinedInText ? special : special.Concat(OfKind(SentencePieceKind.UserDefined).Select(token => token with { Content = token.Content.Replace(PieceSpelling.SpaceMark, ' ') }));
    }

    private IEnumerable<AddedToken> OfKind(SentencePieceKind kind) =>
        Enumerable.Range(0, Pieces.Count).Where(id => Pieces[id].Kind == kind).Select(id => new AddedToken(Pieces[id].Text, id, Special: kind == SentencePieceKind.Control)).DistinctBy(token => token.Content);

    private int[]? ByteIds()
    {
        var ids = new int[256];
        Array.Fill(ids, -1);
        var any = false;
        for (var id = 0; id < Pieces.Count; id++)
        {
            if (Pieces[id].Kind != SentencePieceKind.Byte || !PieceSpelling.TryByte(Pieces[id].Text, out var value)) continue;
            ids[value] = id;
            any = true;
        }

        return any ? ids : null;
    }

    private void Check(int? id, string what)
    {
        if (id is { } value && (value < 0 || value >= Pieces.Count))
            throw new InvalidModelException(File, what, $"{value} is outside the vocabulary of {Pieces.Count} tokens", "fetch the file again");
    }
}
