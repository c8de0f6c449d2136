using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace HwAgent.Agent.Llm;

/// <summary>
/// The prompt templates in <c>prompts/</c>, written in Scriban. Strict: every variable of the index must be given and no other,
/// and a template cannot use a name that is not in the index. Values are text, numbers, booleans, lists and dictionaries of these;
/// they are never read as templates. The same variables give the same bytes, LF line ends, on every machine.
/// </summary>
public sealed class PromptLibrary
{
    private readonly string _indexPath;
    private readonly Dictionary<string, (PromptEntry Entry, string Path, Template Template)> _prompts;

    private PromptLibrary(string indexPath, Dictionary<string, (PromptEntry, string, Template)> prompts)
    {
        _indexPath = indexPath;
        _prompts = prompts;
    }

    /// <summary>The rows of the index, in its order.</summary>
    public IReadOnlyList<PromptEntry> Entries => _prompts.Values.Select(p => p.Entry).ToList();

    /// <summary>The prompts beside the program.</summary>
    public static PromptLibrary LoadDefault() => Load(Path.Combine(AppContext.BaseDirectory, "prompts"));

    /// <summary>Reads the index and parses every template that it names.</summary>
    /// <exception cref="PromptException">A file is missing, malformed, or not in the index.</exception>
    public static PromptLibrary Load(string folder)
    {
        var indexPath = Path.Combine(folder, "index.yaml");
        var prompts = new Dictionary<string, (PromptEntry, string, Template)>(StringComparer.Ordinal);
        foreach (var entry in PromptIndex.Read(indexPath))
        {
            var path = Path.Combine(folder, entry.File);
            if (!File.Exists(path)) throw new PromptException($"{indexPath}:{entry.Line}: prompt '{entry.Name}' names {entry.File}, which does not exist.");
            var template = Template.Parse(File.ReadAllText(path).ReplaceLineEndings("\n"), path);
            if (template.HasErrors) throw new PromptException(string.Join("; ", template.Messages.Select(m => m.ToString())));
            prompts.Add(entry.Name, (entry, path, template));
        }

        var listed = prompts.Values.Select(p => p.Item1.File).ToHashSet(StringComparer.Ordinal);
        var stray = Directory.EnumerateFiles(folder, "*.scriban").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal).FirstOrDefault(f => !listed.Contains(f));
        return stray is null ? new PromptLibrary(indexPath, prompts) : throw new PromptException($"{Path.Combine(folder, stray)}:1: this template is not in {indexPath}.");
    }

    /// <summary>Fills in a template; ends with exactly one line feed.</summary>
    /// <exception cref="PromptException">No such prompt, a variable too many or too few, or an error in the template.</exception>
    public string Render(string name, IReadOnlyDictionary<string, object?> variables)
    {
        if (!_prompts.TryGetValue(name, out var prompt)) throw new PromptException($"{_indexPath}:1: there is no prompt '{name}'; there are {string.Join(", ", _prompts.Keys)}.");
        var (entry, path, template) = prompt;
        if (variables.Keys.Except(entry.Variables.Keys).Order(StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            throw new PromptException($"{_indexPath}:{entry.Line}: prompt '{name}' has no variable '{unknown}'; it has {string.Join(", ", entry.Variables.Keys)}.");
        if (entry.Variables.Keys.Except(variables.Keys).FirstOrDefault() is { } missing)
            throw new PromptException($"{path}:{FirstUse(path, missing)}: variable '{missing}' ({entry.Variables[missing]}) is not given.");
        var globals = new ScriptObject();
        foreach (var (key, value) in variables) globals.SetValue(key, Import(value), readOnly: true);
        var context = new TemplateContext { StrictVariables = true, EnableRelaxedMemberAccess = false, EnableRelaxedTargetAccess = false, LoopLimit = 100_000, NewLine = "\n" };
        context.PushGlobal(globals);
        try
        {
            return template.Render(context).ReplaceLineEndings("\n").TrimEnd() + "\n";
        }
        catch (ScriptRuntimeException e)
        {
            throw new PromptException($"{path}:{e.Span.Start.Line + 1}: {e.OriginalMessage}");
        }
    }

    private static int FirstUse(string path, string variable) =>
        Math.Max(0, Array.FindIndex(File.ReadAllLines(path), line => line.Contains(variable, StringComparison.Ordinal))) + 1;

    private static object? Import(object? value) => value switch
    {
        null or string or bool or int or long or double or decimal => value,
        IReadOnlyDictionary<string, object?> map => ImportMap(map),
        System.Collections.IEnumerable items => new ScriptArray(items.Cast<object?>().Select(Import)),
        _ => throw new ArgumentException($"A prompt variable is text, a number, a boolean, a list or a dictionary, not {value.GetType().Name}."),
    };

    private static ScriptObject ImportMap(IReadOnlyDictionary<string, object?> map)
    {
        var result = new ScriptObject();
        foreach (var (key, value) in map) result.SetValue(key, Import(value), readOnly: true);
        return result;
    }
}
