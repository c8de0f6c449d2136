namespace HwAgent.Models.Tests;

/// <summary>Real models and vocabularies, in the folder <c>shared/data</c> beside the repository.</summary>
internal static class ModelFiles
{
    public static string Stories260K { get; } = Path.Combine(Root(), "models", "stories260K", "stories260K.bin");

    /// <summary>The vocabulary of stories260K in llama2.c's own format.</summary>
    public static string Stories260KTokens { get; } = Path.Combine(Root(), "models", "stories260K", "tok512.bin");

    /// <summary>The page that documents what stories260K says.</summary>
    public static string Stories260KPage { get; } = Path.Combine(Root(), "models", "stories260K", "stories260K.md");

    /// <summary>Vocabulary-only GGUF files of llama.cpp.</summary>
    public static string GgufVocabularies { get; } = Path.Combine(Root(), "models", "gguf-vocab");

    /// <summary>The folder itself.</summary>
    public static string Data => Root();

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HwAgent.sln"))) return Path.Combine(folder.Parent!.FullName, "shared", "data");
        }

        throw new DirectoryNotFoundException($"no HwAgent.sln above {AppContext.BaseDirectory}");
    }
}
