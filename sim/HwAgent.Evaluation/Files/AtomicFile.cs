namespace HwAgent.Evaluation.Files;

/// <summary>Files appear whole or not at all: written under a temporary name, then renamed.</summary>
public static class AtomicFile
{
    public static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        File.WriteAllText(temporary, text);
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Fills a fresh folder and puts it in the place of the old one.</summary>
    public static void ReplaceFolder(string path, Action<string> fill)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        Directory.CreateDirectory(temporary);
        fill(temporary);
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        Directory.Move(temporary, path);
    }
}
