using System.Text.RegularExpressions;

namespace HwAgent.Cli.Tests.Repository;

/// <summary>The rules of style that a machine can check, over every source of the repository.</summary>
public sealed partial class HouseStyleTests
{
    private const int MaximumLines = 350;

    [Fact]
    public void CSharp_EveryFile_HoldsOneTypeOfItsName()
    {
        var wrong = RepositoryFiles.CSharp
            .Select(path => (path, types: TopLevelType().Matches(RepositoryFiles.ReadCode(path)).Select(match => match.Groups["name"].Value).Distinct().ToList()))
            .Where(file => file.types.Count > 1 || file.types.Any(type => !IsNamedAfter(file.path, type)))
            .Select(file => $"{file.path}: {string.Join(", ", file.types)}");

        Assert.Empty(wrong);
    }

    [Fact]
    public void Sources_EveryFile_IsAtMost350Lines()
    {
        var tooLong = RepositoryFiles.CSharp.Concat(RepositoryFiles.Templates)
            .Select(path => (path, lines: RepositoryFiles.Read(path).AsSpan().Count('\n')))
            .Where(file => file.lines > MaximumLines)
            .Select(file => $"{file.path}: {file.lines} lines");

        Assert.Empty(tooLong);
    }

    [Fact]
    public void CSharp_EveryFile_UsesFileScopedNamespace() =>
        Assert.Empty(RepositoryFiles.CSharp.Where(path => BlockNamespace().IsMatch(RepositoryFiles.ReadCode(path))).ToList());

    // The patterns below are spelt so that they do not match themselves.
    [Theory]
    [InlineData(@"\bThread\s*\.\s*Sleep\b", "blocks a thread: await Task.Delay, or wait for the event itself")]
    [InlineData(@"\bSkip\s*=\s*""|\bAssert\s*\.\s*Skip", "a missing tool fails a test, it never skips it")]
    [InlineData(@"\bNotImplemented(Exception)\b", "finish it or leave it out")]
    public void CSharp_Code_HasNo(string pattern, string why)
    {
        var regex = new Regex(pattern);
        Assert.Empty(RepositoryFiles.CSharp.Where(path => regex.IsMatch(RepositoryFiles.ReadCode(path))).Select(path => $"{path}: {why}"));
    }

    /// <summary>A catch that swallows must at least say why.</summary>
    [Fact]
    public void CSharp_Catch_IsNeverEmpty() =>
        Assert.Empty(RepositoryFiles.CSharp.Where(path => EmptyCatch().IsMatch(RepositoryFiles.Read(path))).ToList());

    [Fact]
    public void Sources_Text_HasNoUnfinishedMarks()
    {
        string[] endings = [".cs", ".csproj", ".scriban", ".sv", ".cpp", ".yaml", ".md", "hwagent", ".ci/run"];
        Assert.Empty(RepositoryFiles.All
            .Where(path => endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal)))
            .Where(path => Unfinished().IsMatch(RepositoryFiles.Read(path)))
            .ToList());
    }

    /// <summary>What a run leaves behind in the root is soon committed with everything else.</summary>
    [Fact]
    public void Root_Entries_AreTheKnownOnes()
    {
        string[] known =
        [
            ".ci", ".editorconfig", ".gitignore", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "HwAgent.sln", "README.md",
            "agent", "evals", "examples", "global.json", "hw-templates", "hwagent", "prompts", "sim", "tests",
        ];
        Assert.Equal(known.Order(StringComparer.Ordinal), RepositoryFiles.All.Select(path => path.Split('/')[0]).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>Nothing may work, or make sense, on one machine only.</summary>
    [Fact]
    public void Files_Text_HasNoMachinePaths()
    {
        var checkout = RepositoryFiles.Root + "/";
        var deepEnough = checkout.Count(letter => letter == '/') > 2; // of `/src/` every second text has a match
        Assert.Empty(RepositoryFiles.All
            .Where(IsText)
            .Select(path => (path, text: RepositoryFiles.Read(path)))
            .Where(file => HomeFolder().IsMatch(file.text) || (deepEnough && file.text.Contains(checkout, StringComparison.Ordinal)))
            .Select(file => file.path));
    }

    /// <summary><c>Type.cs</c>, or <c>Type.Part.cs</c> for a part of a partial type.</summary>
    private static bool IsNamedAfter(string path, string type)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        return name == type || name.StartsWith(type + ".", StringComparison.Ordinal);
    }

    private static bool IsText(string path)
    {
        using var stream = File.OpenRead(Path.Combine(RepositoryFiles.Root, path));
        Span<byte> start = stackalloc byte[512];
        var length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return !start[..length].Contains((byte)0);
    }

    // File-scoped namespaces put top-level types, and nothing else, in the first column.
    [GeneratedRegex(@"^(?:(?:public|internal|file|static|sealed|abstract|partial|readonly|ref|unsafe)\s+)*(?:class|record\s+struct|record\s+class|record|struct|interface|enum|delegate\s+\S+)\s+(?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();

    [GeneratedRegex(@"^namespace\s[\w.]+\s*\{", RegexOptions.Multiline)]
    private static partial Regex BlockNamespace();

    [GeneratedRegex(@"\bcatch\b[^{}]*\{\s*\}")]
    private static partial Regex EmptyCatch();

    [GeneratedRegex(@"\b(T[O]DO|F[I]XME|X[X]X)\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"(?<![\w.$}])/(?:home|Users)/\w+/|(?<![\w.$}])/r[o]ot/|\b[A-Z]:\\Us[e]rs\\")]
    private static partial Regex HomeFolder();
}
