namespace HwAgent.Models.Compressed;

/// <summary>The files that a compressed folder takes over, so that it can be used by itself.</summary>
public static class TokenizerCopies
{
    private static readonly string[] Patterns = ["tokenizer.json", "tokenizer.model", "tokenizer.bin", "tok*.bin", "tokenizer_config.json", "special_tokens_map.json", "generation_config.json"];

    /// <summary>Tokenizer files in a model's folder, or beside its file. A GGUF file has its vocabulary inside, and gives none.</summary>
    /// <param name="path">Of the model.</param>
    /// <param name="withImages">Whether it reads images, and needs the settings that prepare them.</param>
    public static IReadOnlyList<string> Beside(string path, bool withImages = false)
    {
        if (Path.GetExtension(path) == ".gguf") return [];
        var folder = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
        return [.. Patterns.Concat(withImages ? ["preprocessor_config.json"] : []).SelectMany(pattern => Directory.GetFiles(folder, pattern)).Distinct().Order(StringComparer.Ordinal)];
    }
}
