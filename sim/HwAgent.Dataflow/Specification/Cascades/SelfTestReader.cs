namespace HwAgent.Dataflow.Specification.Cascades;

/// <summary>Reads one entry of <c>self_tests</c>: a kind, and the settings of that kind.</summary>
internal static class SelfTestReader
{
    private const int MostSamples = 64;
    private const int LongestName = 64;
    private const string Placeholder = "{prompt}";

    private static readonly string[] Kinds = [.. Enum.GetNames<SelfTestKind>().Select(name => name.ToLowerInvariant())];

    /// <param name="fields">The entry.</param>
    /// <param name="exists">Whether a file that the spec names is there.</param>
    public static SelfTestSpec? Read(SpecFields fields, Func<string, bool> exists)
    {
        fields.Require("test", $"one of: {string.Join(", ", Kinds)}");
        // Without a known kind no setting is known to be wrong.
        if (fields.Word("test", Kinds) is not { } word) return null;
        var kind = Enum.Parse<SelfTestKind>(word, ignoreCase: true);
        var spec = kind switch
        {
            SelfTestKind.Brackets or SelfTestKind.Json => new SelfTestSpec(kind),
            SelfTestKind.Agreement => new SelfTestSpec(kind)
            {
                Samples = fields.Integer("samples", 1, MostSamples) ?? 3,
                FirstLineOnly = fields.Word("compare", ["text", "first_line"]) == "first_line",
            },
            SelfTestKind.Command => new SelfTestSpec(kind) { Command = ReadCommand(fields, exists, writesTests: false) },
            _ => new SelfTestSpec(kind) { Ask = ReadAsk(fields), Command = ReadCommand(fields, exists, writesTests: true) },
        };
        fields.Close();
        return spec;
    }

    private static string ReadAsk(SpecFields fields)
    {
        fields.Require("ask", $"a text that asks for one test, with {Placeholder} for the prompt");
        var ask = fields.Text("ask") ?? "";
        if (ask.Length > 0 && !ask.Contains(Placeholder, StringComparison.Ordinal))
            fields.Report("ask", "not-allowed", "does not say what is to be tested", $"put {Placeholder} where the prompt belongs");
        return ask;
    }

    private static CheckCommandSpec ReadCommand(SpecFields fields, Func<string, bool> exists, bool writesTests)
    {
        fields.Require("command", "a list: the program and its arguments");
        var command = fields.Texts("command") ?? [];
        var otherwise = new CheckCommandSpec { Name = "", Command = command };
        var files = fields.Texts("files") ?? [];
        var read = otherwise with
        {
            Name = ReadName(fields) ?? (command.Count == 0 ? "" : Path.GetFileName(command[0])),
            AnswerFile = ReadFileName(fields, "answer_file") ?? otherwise.AnswerFile,
            TestFile = writesTests ? ReadFileName(fields, "test_file") ?? otherwise.TestFile : otherwise.TestFile,
            Files = files,
            Seconds = fields.Integer("seconds", 1, 3600) ?? otherwise.Seconds,
            MemoryMib = fields.Integer("memory_mib", 16, 65_536) ?? otherwise.MemoryMib,
        };
        foreach (var file in files.Where(file => !exists(file))) fields.Report("files", "missing-file", $"there is no file '{file}'", "give paths relative to this spec");
        string[] taken = writesTests ? [read.AnswerFile, read.TestFile] : [read.AnswerFile];
        var twice = files.Select(Path.GetFileName).Concat(taken).GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null) fields.Report("command", "conflict", $"two files of its folder have the name '{twice}'", "rename one of files, answer_file, test_file");
        return read;
    }

    private static string? ReadName(SpecFields fields)
    {
        if (fields.Text("name") is not { } name) return null;
        if (name.Length <= LongestName) return name;
        fields.Report("name", "out-of-range", $"has {name.Length} characters", $"give at most {LongestName}");
        return null;
    }

    /// <summary>A name that stays in the command's folder and is no option of a program.</summary>
    private static string? ReadFileName(SpecFields fields, string key)
    {
        if (fields.Text(key) is not { } name) return null;
        if (name.Length <= LongestName && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')) return name;
        fields.Report(key, "not-allowed", $"'{name}' is not the name of a file", $"give letters, digits, '.', '-' and '_', at most {LongestName}, starting with a letter or digit");
        return null;
    }
}
