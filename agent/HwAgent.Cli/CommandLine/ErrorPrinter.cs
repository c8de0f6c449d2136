using HwAgent.Core.Diagnostics;

namespace HwAgent.Cli.CommandLine;

/// <summary>The one place that turns a <see cref="Diagnostic"/> into what a person reads on standard error.</summary>
/// <remarks>
/// The first line is <c>error: file:line:column: message</c>, which editors and CI systems recognise;
/// the offending lines and the advice follow, indented.
/// </remarks>
public static class ErrorPrinter
{
    /// <summary>The tool name of diagnostics that are about the command line itself.</summary>
    public const string CommandLineTool = "cli";

    public static void Print(TextWriter writer, IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics) Print(writer, diagnostic);
    }

    public static void Print(TextWriter writer, Diagnostic diagnostic)
    {
        var origin = diagnostic.Tool == CommandLineTool ? "" : $" [{diagnostic.Tool} {diagnostic.Code}]";
        writer.WriteLine($"{diagnostic.Severity.ToString().ToLowerInvariant()}: {Printable($"{Place(diagnostic)}{diagnostic.Message}")}{origin}");
        if (diagnostic.Excerpt is { } excerpt)
        {
            foreach (var line in excerpt.TrimEnd().Split('\n')) writer.WriteLine($"    {Printable(line.TrimEnd())}");
        }

        if (diagnostic.Advice is { } advice) writer.WriteLine($"  -> {Printable(advice)}");
    }

    /// <summary>Names and lines come from files that may be hostile: a terminal would obey control codes in them.</summary>
    internal static string Printable(string text) => string.Concat(text.Select(letter => char.IsControl(letter) && letter is not ('\n' or '\t') ? '\uFFFD' : letter));

    private static string Place(Diagnostic diagnostic) => (diagnostic.File, diagnostic.Line, diagnostic.Column) switch
    {
        (null, _, _) => "",
        ({ } file, null, _) => $"{file}: ",
        ({ } file, { } line, null) => $"{file}:{line}: ",
        ({ } file, { } line, { } column) => $"{file}:{line}:{column}: ",
    };
}
