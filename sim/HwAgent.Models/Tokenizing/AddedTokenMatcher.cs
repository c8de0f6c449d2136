using System.Buffers;
using System.Globalization;

namespace HwAgent.Models.Tokenizing;

/// <summary>Splits a text at added tokens: the leftmost match, the longest of those (huggingface/tokenizers, added_vocabulary.rs).</summary>
internal sealed class AddedTokenMatcher
{
    private readonly Dictionary<char, (string Text, AddedToken Token)[]> _byFirst;
    private readonly SearchValues<char> _first;

    /// <param name="tokens">What to look for, and the token that it stands for; empty texts are never found.</param>
    public AddedTokenMatcher(IEnumerable<(string Text, AddedToken Token)> tokens)
    {
        _byFirst = tokens.Where(token => token.Text.Length > 0).GroupBy(token => token.Text[0])
            .ToDictionary(group => group.Key, group => group.OrderByDescending(token => token.Text.Length).ToArray());
        _first = SearchValues.Create([.. _byFirst.Keys]);
    }

    /// <returns>The parts in order: text between tokens (never empty) with its place, or a token.</returns>
    public IEnumerable<(string Text, int Start, AddedToken? Token)> Split(string text)
    {
        var done = 0;
        for (var from = 0; from < text.Length;)
        {
            var skip = text.AsSpan(from).IndexOfAny(_first);
            if (skip < 0) break;
            var start = from + skip;
            if (Find(text, start) is not var (content, token))
            {
                from = start + 1;
                continue;
            }

            var end = start + content.Length;
            if (token.StripLeft)
            {
                while (start > done && char.IsWhiteSpace(text[start - 1])) start--;
            }

            if (token.StripRight)
            {
                while (end < text.Length && char.IsWhiteSpace(text[end])) end++;
            }

            if (start > done) yield return (text[done..start], done, null);
            yield return (content, start, token);
            done = from = end;
        }

        if (done < text.Length) yield return (text[done..], done, null);
    }

    private (string Text, AddedToken Token)? Find(string text, int start)
    {
        foreach (var candidate in _byFirst[text[start]])
        {
            if (string.CompareOrdinal(text, start, candidate.Text, 0, candidate.Text.Length) != 0) continue;
            var end = start + candidate.Text.Length;
            if (candidate.Token.SingleWord && ((start > 0 && IsWord(text[start - 1])) || (end < text.Length && IsWord(text[end])))) return null;
            return candidate;
        }

        return null;
    }

    private static bool IsWord(char character) =>
        char.IsLetterOrDigit(character) || char.GetUnicodeCategory(character) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
}
