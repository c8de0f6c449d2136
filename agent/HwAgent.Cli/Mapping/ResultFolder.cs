using HwAgent.Cli.CommandLine;
using HwAgent.Core.Diagnostics;

namespace HwAgent.Cli.Mapping;

/// <summary>Writes a folder of results as a whole: under a temporary name beside it first, then renamed, so that nobody sees half of it.</summary>
internal static class ResultFolder
{
    /// <summary>Refuses a folder that holds something or cannot be made, before any work is done.</summary>
    /// <exception cref="CommandException">It is not empty, or its place takes no new folder.</exception>
    public static void Check(string folder)
    {
        if (folder.AsSpan().Trim().IsEmpty) throw Problem(folder, "--out is empty", "name a folder to write, e.g. --out results");
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw Problem(folder, $"'{folder}' exists already", "name another folder, or remove it");
        var parent = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        while (parent is not null && !Path.Exists(parent)) parent = Path.GetDirectoryName(parent);
        try
        {
            Directory.Delete(Directory.CreateDirectory(Path.Combine(parent ?? throw new IOException(), Path.GetRandomFileName())).FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Problem(folder, $"no folder can be made in '{parent}'", "check the path and its permissions");
        }
    }

    /// <summary>Writes the files.</summary>
    /// <param name="folder">Must not exist, or be empty.</param>
    /// <param name="files">Names without a folder, and their texts.</param>
    /// <exception cref="CommandException">It cannot be written.</exception>
    public static void Write(string folder, IReadOnlyList<(string Name, string Text)> files)
    {
        Check(folder);
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var temporary = $"{target}.{Path.GetRandomFileName()}.part";
        try
        {
            if (Directory.Exists(target)) Directory.Delete(target);
            Directory.CreateDirectory(temporary);
            foreach (var (name, text) in files) File.WriteAllText(Path.Combine(temporary, name), text);
            Directory.Move(temporary, target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
            throw Problem(folder, e.Message, "check the path and its permissions");
        }
    }

    private static CommandException Problem(string file, string message, string advice) =>
        new(new Diagnostic(ErrorPrinter.CommandLineTool, DiagnosticSeverity.Error, "file", message) { File = file, Advice = advice });
}
