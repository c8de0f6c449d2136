namespace HwAgent.Evaluation.Files;

/// <summary>Files appear whole or not at all: written under a temporary name, then renamed. What a killed process left under that name is written over by the next one.</summary>
public static class AtomicFile
{
    public static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var temporary = TemporaryName(path);
        File.WriteAllText(temporary, text);
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Fills a fresh folder and puts it in the place of the old one; when filling fails the old one stays as it was.</summary>
    public static void ReplaceFolder(string path, Action<string> fill)
    {
        var temporary = TemporaryName(path);
        if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        Directory.CreateDirectory(temporary);
        try
        {
            fill(temporary);
        }
        catch
        {
            Directory.Delete(temporary, recursive: true);
            throw;
        }

        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        Directory.Move(temporary, path);
    }

    private static string TemporaryName(string path) => path + ".tmp";
}
