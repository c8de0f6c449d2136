using HwAgent.Core.Diagnostics;
using HwAgent.Core.Rtl;
using HwAgent.Toolchain.Policy;
using HwAgent.Toolchain.Sandboxing;

namespace HwAgent.Toolchain.Jobs;

/// <summary>Parts that the parsers of all tools share.</summary>
internal static class ToolMessages
{
    /// <summary>At most so many findings of one run are kept: a person or a model acts on the first few.</summary>
    public const int MaxFindings = 200;

    private const int MaxMessageCharacters = 1000;

    /// <summary>The tool's text without the job's folders.</summary>
    public static string Clean(string text, int maximumCharacters = MaxMessageCharacters)
    {
        var clean = text
            .Replace($"{BubblewrapCommand.JobFolder}/{JobFolder.SourceFolder}/", string.Empty, StringComparison.Ordinal)
            .Replace($"{BubblewrapCommand.JobFolder}/", string.Empty, StringComparison.Ordinal)
            .Replace($"{JobFolder.SourceFolder}/", string.Empty, StringComparison.Ordinal)
            .Trim();
        return clean.Length <= maximumCharacters ? clean : clean[..maximumCharacters] + "...";
    }

    /// <summary>Plain name of a file the tool mentions, or null when it is none of the design's (those of others are not quoted).</summary>
    public static RtlSource? Source(CheckedDesign design, string path) =>
        design.Sources.FirstOrDefault(source => source.Name == Path.GetFileName(path));

    /// <summary>Fills in the place and the line at it.</summary>
    public static Diagnostic At(this Diagnostic diagnostic, CheckedDesign design, string path, int line, int? column)
    {
        var source = Source(design, path);
        return diagnostic with
        {
            File = Path.GetFileName(path),
            Line = line,
            Column = column,
            Excerpt = source is null ? null : SourceExcerpt.Of(source.Text, line),
        };
    }

    /// <summary>What to say when a run ended by a limit or without a word; null when it ended well.</summary>
    public static Diagnostic? Abnormal(string tool, SandboxResult run, bool explained)
    {
        if (run.StoppedBy is { } limit)
        {
            return new Diagnostic(tool, DiagnosticSeverity.Error, "LIMIT", $"{tool} was stopped at its limit of {limit}.")
            {
                Advice = "look for endless loops, recursion and very large arrays or parameters",
            };
        }

        if (run.ExitCode == 0 || explained) return null;
        var words = Clean(run.StandardError.Length > 0 ? run.StandardError : run.StandardOutput);
        return new Diagnostic(tool, DiagnosticSeverity.Error, "FAILED", $"{tool} ended with status {run.ExitCode}" + (words.Length > 0 ? $": {words}" : "."))
        {
            Advice = run.ExitCode is 134 or 137 or 139 ? "the tool crashed or ran out of memory: simplify the construct it was reading" : null,
        };
    }
}
