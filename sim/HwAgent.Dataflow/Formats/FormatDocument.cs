using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats;

/// <summary>The frame of every YAML reader: text to tree, tree to value, errors collected.</summary>
internal static class FormatDocument
{
    public static FormatResult<T> Read<T>(string text, string fileName, string document, Func<SpecNode, SpecDiagnostics, T?> read)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(fileName);
        var diagnostics = new SpecDiagnostics(fileName, "format", document, "start from one of the files in sim/architectures/");
        if (TemplateLine(text) is { } line)
        {
            diagnostics.Add(line, 1, "unsupported", "this is a Jinja template, not YAML", "render it first, for instance with Python's jinja2, or write out what is between double braces and put included files in their place");
            return new FormatResult<T>(null, diagnostics.Sorted);
        }

        var value = SpecTree.Parse(text, diagnostics) is { } root ? read(root, diagnostics) : null;
        return new FormatResult<T>(diagnostics.HasErrors ? null : value, [.. diagnostics.Sorted.Distinct()]);
    }

    /// <summary>The value of a key of the root, without judging the others; null when the root is no table or lacks it.</summary>
    public static SpecNode? Peek(SpecNode root, string key) => (root as SpecMap)?.Entries.FirstOrDefault(e => e.Key.Value == key).Value;

    /// <summary>The first line with a tag of Jinja outside of comments, with which Timeloop's and AccelForge's designs include one another; null for none.</summary>
    private static int? TemplateLine(string text)
    {
        var lines = text.Split('\n');
        var index = Array.FindIndex(lines, l => l.Split('#')[0] is var line && (line.Contains("{%", StringComparison.Ordinal) || line.Contains("{{", StringComparison.Ordinal)));
        return index < 0 ? null : index + 1;
    }
}
