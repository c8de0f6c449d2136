using HwAgent.Core.Models;
using HwAgent.Models.Tensors;

namespace HwAgent.Models.Tokenizing;

/// <summary>Finds and reads the tokenizer of a model on disk.</summary>
internal static class TokenizerFiles
{
    /// <summary>More than any tokenizer.</summary>
    private const long LargestFile = 1L << 29;

    private static readonly string[] Names = ["tokenizer.json", "tokenizer.model", "tokenizer.bin"];

    public static ModelTokenizer Load(string path)
    {
        if (Directory.Exists(path)) return Read(Find(path, path));
        if (!File.Exists(path)) throw new InvalidModelException(path, "file", "does not exist", "check the path");
        return Read(IsTokenizer(path) ? path : Find(Path.GetDirectoryName(Path.GetFullPath(path))!, path));
    }

    private static ModelTokenizer Read(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return new ModelTokenizer(Path.GetExtension(file) switch
        {
            ".json" => TokenizerJsonFile.Parse(WholeFile.Read(file, LargestFile), file, TokenizerSettingsFiles.Read(folder)),
            ".model" => SentencePieceModelFile.Parse(WholeFile.Read(file, LargestFile), file, TokenizerSettingsFiles.Read(folder)),
            ".gguf" => GgufTokenizer.Read(file),
            _ => LlamaCTokenizerFile.Parse(WholeFile.Read(file, LargestFile), file).ToParts(),
        });
    }

    private static bool IsTokenizer(string file)
    {
        var name = Path.GetFileName(file);
        return name.EndsWith(".model", StringComparison.Ordinal) || name.EndsWith(".gguf", StringComparison.Ordinal)
            || (name.StartsWith("tok", StringComparison.Ordinal) && Path.GetExtension(name) is ".json" or ".bin");
    }

    private static string Find(string folder, string named)
    {
        foreach (var name in Names)
        {
            if (File.Exists(Path.Combine(folder, name))) return Path.Combine(folder, name);
        }

        foreach (var pattern in new[] { "tok*.bin", "*.gguf" })
        {
            string[] files = [.. Files(folder, pattern).Order(StringComparer.Ordinal)];
            if (files.Length == 1) return files[0];
            if (files.Length > 1) throw new InvalidModelException(named, "tokenizer", $"there are {files.Length} files {pattern} beside it", "name the one to use");
        }

        throw new InvalidModelException(named, "tokenizer", $"there is no {string.Join(", ", Names)}, tok*.bin or .gguf in {folder}", "copy the tokenizer's file there");
    }

    private static string[] Files(string folder, string pattern)
    {
        try
        {
            return Directory.GetFiles(folder, pattern);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidModelException(folder, "folder", $"cannot be read ({exception.Message})", "check its permissions");
        }
    }
}
