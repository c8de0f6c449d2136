using System.Diagnostics;
using System.Text.RegularExpressions;

namespace HwAgent.Cli.Tests.Repository;

/// <summary>The files of this repository, as the checks on style and structure see them.</summary>
internal static partial class RepositoryFiles
{
    /// <summary>The folder of HwAgent.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Relative paths with forward slashes: what git tracks or would track, ignored files left out.</summary>
    public static IReadOnlyList<string> All { get; } = List();

    /// <summary>Every C# source.</summary>
    public static IEnumerable<string> CSharp => All.Where(path => path.EndsWith(".cs", StringComparison.Ordinal));

    /// <summary>Every template: hardware, testbenches, prompts.</summary>
    public static IEnumerable<string> Templates => All.Where(path => path.EndsWith(".scriban", StringComparison.Ordinal));

    /// <summary>Project names with their relative paths, tests included.</summary>
    public static IReadOnlyDictionary<string, string> Projects { get; } = All
        .Where(path => path.EndsWith(".csproj", StringComparison.Ordinal))
        .ToDictionary(path => Path.GetFileNameWithoutExtension(path), path => path);

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>A source without comments: prose may name what code may not use.</summary>
    public static string ReadCode(string path) => Comment().Replace(Read(path), "");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HwAgent.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"no HwAgent.sln above {AppContext.BaseDirectory}");
    }

    private static IReadOnlyList<string> List()
    {
        var start = new ProcessStartInfo("git", ["-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
        };
        using var git = Process.Start(start) ?? throw new InvalidOperationException("git did not start");
        var listing = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.True(git.ExitCode == 0, $"git ls-files failed in {Root}: these checks need a git checkout");
        // A deleted file stays listed until the deletion is staged.
        return [.. listing.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(path => File.Exists(Path.Combine(Root, path)))];
    }

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();
}
