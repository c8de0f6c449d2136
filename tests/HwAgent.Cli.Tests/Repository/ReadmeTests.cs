using System.CommandLine;
using System.Text.RegularExpressions;
using HwAgent.Cli.CommandLine;

namespace HwAgent.Cli.Tests.Repository;

/// <summary>The README says what is so.</summary>
public sealed partial class ReadmeTests
{
    /// <summary>Commands of the launcher script; the executable does not have them.</summary>
    private static readonly string[] LauncherCommands = ["test"];

    private static readonly string Readme = RepositoryFiles.Read("README.md");

    private static IReadOnlyList<Command> Commands => [.. CommandTree.Build().Subcommands.Where(command => !command.Hidden)];

    [Fact]
    public void CommandsTable_Rows_AreTheCommandsOfTheHelp()
    {
        var rows = FirstColumn("Commands").Select(cell => cell.Split(' ')[0]);

        Assert.Equal(Commands.Select(command => command.Name).Concat(LauncherCommands).Order(), rows.Order());
    }

    [Fact]
    public void CommandLines_InCode_NameExistingCommands()
    {
        var known = Commands.Select(command => command.Name).Concat(LauncherCommands).ToHashSet();
        var used = CommandLine().Matches(Readme).Select(match => match.Groups["command"].Value).Distinct().ToList();

        Assert.Contains("design", used);
        Assert.Contains("test", used);
        Assert.Empty(used.Except(known));
    }

    [Fact]
    public void RepositoryMap_Rows_AreTheFoldersAndProjectsThatExist()
    {
        var folders = RepositoryFiles.All
            .Where(path => path.Contains('/') && !path.StartsWith('.'))
            .Select(path => path[..(path.IndexOf('/') + 1)]);
        var projects = RepositoryFiles.Projects
            .Where(project => !project.Key.EndsWith(".Tests", StringComparison.Ordinal))
            .Select(project => Path.GetDirectoryName(project.Value)!.Replace('\\', '/') + "/");

        Assert.Equal(folders.Union(projects).Order(StringComparer.Ordinal), FirstColumn("Repository map").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ExitCodesTable_Rows_AreTheExitCodes() =>
        Assert.Equal(Enum.GetValues<ExitCode>().Select(code => $"{(int)code}").Order(), FirstColumn("Exit codes").Order());

    [Fact]
    public void Links_ToFiles_Exist()
    {
        var targets = RelativeLink().Matches(Readme).Select(match => match.Groups["path"].Value);
        Assert.Empty(targets.Where(path => !Path.Exists(Path.Combine(RepositoryFiles.Root, path))).ToList());
    }

    /// <summary>The code in the first cell of each table row of a section.</summary>
    private static List<string> FirstColumn(string section)
    {
        var start = Readme.IndexOf($"\n## {section}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"README.md has no section '{section}'");
        var end = Readme.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        var text = end < 0 ? Readme[start..] : Readme[start..end];
        return [.. FirstCell().Matches(text).Select(match => match.Groups["code"].Value)];
    }

    [GeneratedRegex(@"^\| `(?<code>[^`]+)`", RegexOptions.Multiline)]
    private static partial Regex FirstCell();

    [GeneratedRegex(@"(?:^|`)\./hwagent (?<command>[a-z]+)", RegexOptions.Multiline)]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"\]\((?<path>[^):#]+)\)")]
    private static partial Regex RelativeLink();
}
