using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace HwAgent.Dataflow.Specification;

/// <summary>Parses YAML text into nodes with places. The library's own document model refuses a duplicate key without going on, so this one keeps it for the reader to report.</summary>
internal static class SpecTree
{
    /// <summary>A spec nests three deep, other tools' hardware about ten; more is an attack on the stack or a mistake.</summary>
    private const int DeepestNesting = 16;

    private const string SyntaxAdvice = "check indentation (spaces, no tabs), brackets, colons and quotes here and on the line before";

    /// <summary>The root of the only document, or null after reporting why there is none.</summary>
    public static SpecNode? Parse(string yaml, SpecDiagnostics diagnostics)
    {
        var parser = new Parser(new PeekingScanner(new StringReader(yaml)));
        try
        {
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
            {
                diagnostics.Add(1, 1, "syntax", "the file is empty", diagnostics.Start);
                return null;
            }

            parser.Consume<DocumentStart>();
            var root = ParseNode(parser, new SpecAnchors(), diagnostics, 0);
            parser.Consume<DocumentEnd>();
            if (parser.Accept<DocumentStart>(out var second))
                diagnostics.Add((int)second.Start.Line, (int)second.Start.Column, "syntax", "a second document starts here", "keep one spec a file");
            return root;
        }
        catch (UnreadableYamlException e)
        {
            diagnostics.Add((int)e.Start.Line, (int)e.Start.Column, "syntax", e.Message, e.Advice);
            return null;
        }
        catch (YamlException e)
        {
            var (line, column) = Place(e, yaml);
            diagnostics.Add(line, column, "syntax", $"not valid YAML: {FirstSentence(e)}", SyntaxAdvice);
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            // Some broken brackets, tags and escapes trip the library itself; it has got as far as the last event.
            var (line, column) = parser.Current is { } last ? ((int)last.End.Line, (int)last.End.Column) : (1, 1);
            diagnostics.Add(line, column, "syntax", "not valid YAML after this place", SyntaxAdvice);
            return null;
        }
    }

    private static SpecNode ParseNode(IParser parser, SpecAnchors anchors, SpecDiagnostics diagnostics, int depth)
    {
        var start = parser.Current!.Start;
        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            var meant = anchors.Resolve(alias);
            return depth + meant.Height <= DeepestNesting ? meant : throw TooDeep(start);
        }

        if (depth > DeepestNesting) throw TooDeep(start);
        if (!parser.TryConsume<NodeEvent>(out var first)) throw new SemanticErrorException(start, parser.Current.End, "Unexpected content");
        anchors.Open(first);
        var node = ParseContent(parser, first, anchors, diagnostics, depth);
        anchors.Close(first, node);
        return node;
    }

    private static SpecNode ParseContent(IParser parser, NodeEvent first, SpecAnchors anchors, SpecDiagnostics diagnostics, int depth)
    {
        int line = (int)first.Start.Line, column = (int)first.Start.Column;
        var tag = TagOf(first);
        switch (first)
        {
            case Scalar scalar:
                return new SpecScalar(scalar.Value, scalar.Style == ScalarStyle.Plain, line, column) { Tag = tag };
            case SequenceStart:
                var items = new List<SpecNode>();
                while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(ParseNode(parser, anchors, diagnostics, depth + 1));
                return new SpecList(items, line, column) { Tag = tag };
            default:
                return new SpecMap(MergeKeys.Apply(ParseEntries(parser, anchors, diagnostics, depth + 1), diagnostics), line, column) { Tag = tag };
        }
    }

    private static SemanticErrorException TooDeep(Mark place) => new(place, place, $"Nested deeper than {DeepestNesting} levels");

    private static string? TagOf(NodeEvent node)
    {
        if (node.Tag.IsEmpty || node.Tag.IsNonSpecific) return null;
        if (node.Tag.Value.StartsWith("!include", StringComparison.Ordinal)) throw new UnreadableYamlException(node.Start, $"{node.Tag.Value} is not supported: no file includes another", "put what it includes in its place");
        return node.Tag.Value;
    }

    private static List<(SpecScalar Key, SpecNode Value)> ParseEntries(IParser parser, SpecAnchors anchors, SpecDiagnostics diagnostics, int depth)
    {
        var entries = new List<(SpecScalar Key, SpecNode Value)>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = ParseNode(parser, anchors, diagnostics, depth);
            var value = ParseNode(parser, anchors, diagnostics, depth);
            if (key is SpecScalar scalar) entries.Add((scalar, value));
            else diagnostics.Add(key, "syntax", $"{key.Description} cannot be a key", "give a word");
        }

        return entries;
    }

    /// <summary>Where the mistake is. The library gives the start of the block that a tab is in, which may be far above, so the tab is looked for.</summary>
    private static (int Line, int Column) Place(YamlException e, string yaml)
    {
        if (e.Message.Contains("tab", StringComparison.Ordinal))
        {
            var lines = yaml.Split('\n');
            for (var i = (int)e.Start.Line - 1; i < lines.Length; i++)
            {
                var indentation = lines[i].AsSpan(0, lines[i].Length - lines[i].AsSpan().TrimStart().Length);
                if (indentation.Contains('\t')) return (i + 1, indentation.IndexOf('\t') + 1);
            }
        }

        return ((int)e.Start.Line, (int)e.Start.Column);
    }

    /// <summary>The library's message, without the place it repeats and a full stop.</summary>
    private static string FirstSentence(YamlException e)
    {
        var message = e.Message;
        var place = message.LastIndexOf("): ", StringComparison.Ordinal);
        return (place < 0 ? message : message[(place + 3)..]).TrimEnd('.');
    }
}
