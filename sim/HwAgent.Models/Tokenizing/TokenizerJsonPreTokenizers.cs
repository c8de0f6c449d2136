using HwAgent.Models.Json;

namespace HwAgent.Models.Tokenizing;

/// <summary>The <c>pre_tokenizer</c> of a tokenizer.json.</summary>
internal sealed class TokenizerJsonPreTokenizers
{
    private readonly List<PreTokenizerStep> _steps = [];

    public TokenizerJsonPreTokenizers(JsonPart part) => Read(part);

    public IReadOnlyList<PreTokenizerStep> Steps => _steps;

    public bool IsByteLevel { get; private set; }

    private void Read(JsonPart part)
    {
        if (part.IsNull) return;
        if (IsByteLevel) throw part.Error("a step behind ByteLevel would see bytes, not text", "use a tokenizer where ByteLevel is last");
        switch (part.Kind)
        {
            case "Sequence":
                foreach (var item in part["pretokenizers"].Items()) Read(item);
                break;
            case "ByteLevel":
                IsByteLevel = true;
                ReadByteLevel(part);
                break;
            case "Split":
                Add(part, Pattern(part["pattern"]), Behavior(part), part.Flag("invert", false));
                break;
            case "Digits":
                Add(part, @"\p{N}", part.Flag("individual_digits", false) ? SplitBehavior.Isolated : SplitBehavior.Contiguous);
                break;
            case "Punctuation":
                Add(part, @"[\p{P}\x21-\x2F\x3A-\x40\x5B-\x60\x7B-\x7E]", part["behavior"].IsNull ? SplitBehavior.Isolated : Behavior(part));
                break;
            case "WhitespaceSplit":
                Add(part, @"\s", SplitBehavior.Removed);
                break;
            case "Metaspace":
                ReadMetaspace(part);
                break;
            case var kind:
                throw part.Error($"pre_tokenizer '{kind}' is not supported", "use one of: ByteLevel, Digits, Metaspace, Punctuation, Sequence, Split, WhitespaceSplit");
        }
    }

    private void ReadByteLevel(JsonPart part)
    {
        if (part.Flag("add_prefix_space", true)) _steps.Add((piece, _, output) => output.Add(piece[0] == ' ' ? piece : " " + piece));
        if (part.Flag("use_regex", true)) Add(part, RegexSplitter.Gpt2Pattern, SplitBehavior.Isolated);
        _steps.Add((piece, _, output) => output.Add(PieceSpelling.ToByteLevel(piece)));
    }

    private void ReadMetaspace(JsonPart part)
    {
        var mark = part.Text("replacement");
        if (mark != PieceSpelling.SpaceMark.ToString()) throw part["replacement"].Error($"'{mark}' is not supported", $"use {PieceSpelling.SpaceMark}");
        var scheme = MetaspaceOptions.Scheme(part);
        _steps.Add((piece, first, output) =>
        {
            var marked = piece.Replace(' ', PieceSpelling.SpaceMark);
            var prepends = scheme == "always" || (scheme == "first" && first);
            output.Add(prepends && marked[0] != PieceSpelling.SpaceMark ? PieceSpelling.SpaceMark + marked : marked);
        });
        if (part.Flag("split", true)) Add(part, mark, SplitBehavior.MergedWithNext);
    }

    private void Add(JsonPart part, string pattern, SplitBehavior behavior, bool invert = false)
    {
        var splitter = new RegexSplitter(part.File, part.Path, pattern, behavior, invert);
        _steps.Add((piece, _, output) => splitter.Split(piece, output));
    }

    private static string Pattern(JsonPart pattern) => pattern["Regex"].IsNull ? System.Text.RegularExpressions.Regex.Escape(pattern.Text("String")) : pattern.Text("Regex");

    private static SplitBehavior Behavior(JsonPart part) =>
        Enum.TryParse<SplitBehavior>(part.Text("behavior"), out var behavior) && Enum.IsDefined(behavior)
            ? behavior
            : throw part["behavior"].Error($"'{part.Text("behavior")}' is unknown", $"give one of: {string.Join(", ", Enum.GetNames<SplitBehavior>())}");
}
