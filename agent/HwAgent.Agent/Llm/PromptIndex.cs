using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace HwAgent.Agent.Llm;

/// <summary>Reads <c>prompts/index.yaml</c>: a list of <c>name</c>, <c>file</c>, <c>purpose</c>, <c>variables</c> (name: what it holds).</summary>
internal static class PromptIndex
{
    private static readonly string[] Keys = ["name", "file", "purpose", "variables"];

    /// <exception cref="PromptException">The index is missing or malformed.</exception>
    public static IReadOnlyList<PromptEntry> Read(string path)
    {
        if (!File.Exists(path)) throw new PromptException($"{path}: there is no index of prompts here. The folder prompts/ belongs beside the program.");
        var stream = new YamlStream();
        try
        {
            using var reader = new StreamReader(path);
            stream.Load(reader);
        }
        catch (YamlException e)
        {
            throw new PromptException($"{path}:{e.Start.Line}: {e.Message}");
        }

        if (stream.Documents is not [{ RootNode: YamlSequenceNode rows }]) throw new PromptException($"{path}:1: the index is a list of prompts.");
        var entries = rows.Children.Select(row => Entry(path, row)).ToList();
        return entries.GroupBy(e => e.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new PromptException($"{path}:{twice.Last().Line}: prompt '{twice.Key}' is listed twice.")
            : entries;
    }

    private static PromptEntry Entry(string path, YamlNode row)
    {
        var line = (int)row.Start.Line;
        if (row is not YamlMappingNode map) throw new PromptException($"{path}:{line}: a prompt has {string.Join(", ", Keys)}.");
        var fields = map.Children.ToDictionary(p => p.Key.ToString(), p => p.Value, StringComparer.Ordinal);
        if (fields.Keys.Except(Keys).FirstOrDefault() is { } unknown) throw new PromptException($"{path}:{line}: '{unknown}' is not known; a prompt has {string.Join(", ", Keys)}.");
        if (Keys.Except(fields.Keys).FirstOrDefault() is { } missing) throw new PromptException($"{path}:{line}: '{missing}' is missing; a prompt has {string.Join(", ", Keys)}.");
        if (fields["variables"] is not YamlMappingNode variables) throw new PromptException($"{path}:{line}: variables is a mapping of names to what they hold ({{}} for none).");
        var file = fields["file"].ToString();
        if (Path.GetFileName(file) != file) throw new PromptException($"{path}:{line}: '{file}' is not a plain file name in this folder.");
        return new PromptEntry(fields["name"].ToString(), file, fields["purpose"].ToString(),
            variables.Children.ToDictionary(p => p.Key.ToString(), p => p.Value.ToString(), StringComparer.Ordinal), line);
    }
}
