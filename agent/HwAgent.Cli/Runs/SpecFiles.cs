using HwAgent.Cli.CommandLine;
using HwAgent.Core.Diagnostics;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Cli.Runs;

/// <summary>Reads what the user wrote; everything wrong with it ends the command.</summary>
internal static class SpecFiles
{
    /// <exception cref="CommandException">No such file, or everything that is wrong with it.</exception>
    public static DesignSpec Read(string path)
    {
        var result = DesignSpecReader.Read(ReadText(path, "name a spec file, e.g. examples/vit-base.yaml"), path);
        return result.Spec ?? throw new CommandException(result.Diagnostics);
    }

    /// <summary>The text of the configuration that a spec names; null when it names none.</summary>
    public static string? ReadConfig(DesignSpec spec, string folder) =>
        spec.Workload.ConfigPath is { } path ? ReadText(Path.Combine(folder, path), "`workload: config:` names a Hugging Face config.json, relative to the spec") : null;

    public static CommandException Problem(string? file, string message, string advice) =>
        new(new Diagnostic(ErrorPrinter.CommandLineTool, DiagnosticSeverity.Error, "input", message) { File = file, Advice = advice });

    /// <exception cref="CommandException">The file cannot be read.</exception>
    public static string ReadText(string path, string advice)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Problem(path, e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : Directory.Exists(path) ? "this is a folder" : e.Message, advice);
        }
    }
}
