using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using HwAgent.Core.Models;

namespace HwAgent.Models.Tokenizing;

/// <summary>Splits text at the matches of a regular expression as huggingface/tokenizers does.</summary>
internal sealed class RegexSplitter
{
    /// <summary>GPT-2's words (openai/gpt-2, encoder.py).</summary>
    public const string Gpt2Pattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    /// <summary>Words of Llama 3, from its tokenizer.json.</summary>
    public const string Llama3Pattern = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>Words of Qwen2, from its tokenizer.json: one token a digit.</summary>
    public const string Qwen2Pattern = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private const int LongestPattern = 4096;

    /// <summary>One character of the basic plane for every category that characters beyond it have, by category.</summary>
    private static readonly Dictionary<UnicodeCategory, char> Representatives = Enumerable.Range(0x21, 0xD7FF - 0x21).Select(code => (char)code)
        .GroupBy(char.GetUnicodeCategory).ToDictionary(group => group.Key, group => group.Last());

    private readonly Regex _regex;
    private readonly SplitBehavior _behavior;
    private readonly bool _invert;
    private readonly string _file;
    private readonly string _field;

    /// <exception cref="InvalidModelException">The pattern is none, or means something else to .NET.</exception>
    public RegexSplitter(string file, string field, string pattern, SplitBehavior behavior, bool invert = false)
    {
        (_file, _field, _behavior, _invert) = (file, field, behavior, invert);
        if (pattern.Length is 0 or > LongestPattern) throw Error($"a pattern of {pattern.Length} characters is not supported", $"give one of 1 to {LongestPattern}");
        if (HasSetOperation(pattern)) throw Error("a set inside a set of characters means something else to .NET's regular expressions", "rewrite the pattern without [...[...]] and &&");
        try
        {
            _regex = new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromMinutes(1));
        }
        catch (ArgumentException exception)
        {
            throw Error($"not a regular expression that .NET understands: {exception.Message}", "rewrite the pattern");
        }
    }

    public void Split(string piece, List<string> output)
    {
        var parts = Merge(Parts(piece));
        foreach (var (start, end) in parts) output.Add(piece[start..end]);
    }

    private List<(int Start, int End, bool IsMatch)> Parts(string piece)
    {
        // .NET matches UTF-16 units, to which a letter beyond U+FFFF looks like no letter; a stand-in of its category takes its place.
        var (text, starts) = Flatten(piece);
        var parts = new List<(int, int, bool)>();
        var done = 0;
        try
        {
            for (var match = _regex.Match(text); match.Success; match = match.NextMatch())
            {
                if (match.Length == 0) continue;
                if (match.Index > done) parts.Add((Place(done), Place(match.Index), _invert));
                done = match.Index + match.Length;
                parts.Add((Place(match.Index), Place(done), !_invert));
            }
        }
        catch (RegexMatchTimeoutException)
        {
            throw Error("the pattern takes minutes on this text", "rewrite the pattern without nested repetitions");
        }

        if (done < text.Length) parts.Add((Place(done), piece.Length, _invert));
        return parts;

        int Place(int index) => starts is null ? index : starts[index];
    }

    private List<(int Start, int End)> Merge(List<(int Start, int End, bool IsMatch)> parts)
    {
        var merged = new List<(int Start, int End)>(parts.Count);
        switch (_behavior)
        {
            case SplitBehavior.Removed:
                return [.. parts.Where(part => !part.IsMatch).Select(part => (part.Start, part.End))];
            case SplitBehavior.Isolated:
                return [.. parts.Select(part => (part.Start, part.End))];
            case SplitBehavior.MergedWithNext:
                var afterMatch = false;
                for (var i = parts.Count - 1; i >= 0; i--)
                {
                    if (parts[i].IsMatch && !afterMatch && merged.Count > 0) merged[^1] = (parts[i].Start, merged[^1].End);
                    else merged.Add((parts[i].Start, parts[i].End));
                    afterMatch = parts[i].IsMatch;
                }

                merged.Reverse();
                return merged;
            default:
                for (var i = 0; i < parts.Count; i++)
                {
                    var wasMatch = i > 0 && parts[i - 1].IsMatch;
                    var joins = i > 0 && (_behavior == SplitBehavior.Contiguous ? parts[i].IsMatch == wasMatch : parts[i].IsMatch && !wasMatch);
                    if (joins) merged[^1] = (merged[^1].Start, parts[i].End);
                    else merged.Add((parts[i].Start, parts[i].End));
                }

                return merged;
        }
    }

    /// <summary>Sets in sets (and POSIX classes, which look like them): .NET takes them for characters. What else it does not know it refuses itself.</summary>
    private static bool HasSetOperation(string pattern)
    {
        var inside = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\':
                    i++;
                    break;
                case '[' when inside:
                case '&' when inside && i + 1 < pattern.Length && pattern[i + 1] == '&':
                    return true;
                case '[':
                    inside = true;
                    // A bracket that comes first is a character.
                    if (i + 1 < pattern.Length && pattern[i + 1] == '^') i++;
                    if (i + 1 < pattern.Length && pattern[i + 1] == ']') i++;
                    break;
                case ']':
                    inside = false;
                    break;
            }
        }

        return false;
    }

    private static (string Text, int[]? Starts) Flatten(string piece)
    {
        if (!piece.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')) return (piece, null);
        var text = new StringBuilder(piece.Length);
        var starts = new List<int>(piece.Length + 1);
        var start = 0;
        foreach (var rune in piece.EnumerateRunes())
        {
            starts.Add(start);
            text.Append(rune.IsBmp ? (char)rune.Value : Representatives.GetValueOrDefault(Rune.GetUnicodeCategory(rune), '\uE000'));
            start += rune.Utf16SequenceLength;
        }

        starts.Add(start);
        return (text.ToString(), [.. starts]);
    }

    private InvalidModelException Error(string problem, string advice) => new(_file, _field, problem, advice);
}
