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
        var value = SpecTree.Parse(text, diagnostics) is { } root ? read(root, diagnostics) : null;
        return new FormatResult<T>(diagnostics.HasErrors ? null : value, diagnostics.Sorted);
    }

    /// <summary>The value of a key of the root, without judging the others; null when the root is no table or lacks it.</summary>
    public static SpecNode? Peek(SpecNode root, string key) => (root as SpecMap)?.Entries.FirstOrDefault(e => e.Key.Value == key).Value;
}
