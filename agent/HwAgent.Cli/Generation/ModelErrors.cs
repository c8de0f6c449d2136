using HwAgent.Cli.CommandLine;
using HwAgent.Core.Diagnostics;

namespace HwAgent.Cli.Generation;

/// <summary>What is wrong with what the user gave to a command that runs a model.</summary>
internal static class ModelErrors
{
    public static CommandException Option(string option, string problem, string advice) =>
        new(new Diagnostic(ErrorPrinter.CommandLineTool, DiagnosticSeverity.Error, "bad-argument", $"{option}: {problem}") { Advice = advice });

    /// <summary>A text file, which must be UTF-8.</summary>
    public static string ReadText(string path)
    {
        try
        {
            return new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path)).TrimStart('\uFEFF');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Text.DecoderFallbackException)
        {
            throw new CommandException(new Diagnostic(ErrorPrinter.CommandLineTool, DiagnosticSeverity.Error, "file", e.Message) { File = path, Advice = "name a text file in UTF-8" });
        }
    }
}
