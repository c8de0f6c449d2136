using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace HwAgent.Cli.Tests.Repository;

/// <summary>Who may know whom: projects, third-party libraries, and what the pure projects must not touch.</summary>
public sealed partial class DependencyDirectionTests
{
    /// <summary>From the bottom up; a project may reference those before it.</summary>
    private static readonly string[] Order =
        ["HwAgent.Core", "HwAgent.Dataflow", "HwAgent.Models", "HwAgent.Toolchain", "HwAgent.Evaluation", "HwAgent.Agent", "HwAgent.Evals", "HwAgent.Cli"];

    /// <summary>Stands beside the order: it sees Core only, and only what judges or runs a whole system sees it.</summary>
    private const string Training = "HwAgent.Training";

    private static IEnumerable<string> Sources => RepositoryFiles.Projects.Keys.Where(name => !IsTest(name));

    [Fact]
    public void Projects_EveryReference_PointsDown()
    {
        var wrong = from project in Sources
                    from reference in References(project)
                    where !MayReference(project, reference)
                    select $"{project} -> {reference}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Projects_All_HaveAPlaceInTheOrder() =>
        Assert.Empty(Sources.Except(Order).Where(name => name != Training).ToList());

    [Fact]
    public void Projects_All_AreInTheSolutionAndHaveTests()
    {
        var solution = RepositoryFiles.Read("HwAgent.sln").Replace('\\', '/');
        Assert.Empty(RepositoryFiles.Projects.Values.Where(path => !solution.Contains($"\"{path}\"", StringComparison.Ordinal)).ToList());
        Assert.Empty(Sources.Where(name => !RepositoryFiles.Projects.ContainsKey(name + ".Tests")).ToList());
    }

    /// <summary>A library behind one file can be replaced by rewriting one file.</summary>
    [Theory]
    [InlineData("HwAgent.Agent", "Microsoft.SemanticKernel")]
    [InlineData("HwAgent.Toolchain", "CliWrap")]
    public void Library_Types_AppearInOneFileOfOneProject(string project, string library)
    {
        var use = new Regex($@"\b{Regex.Escape(library)}\b(?!"")");
        var users = RepositoryFiles.CSharp
            .Where(path => !path.StartsWith("tests/", StringComparison.Ordinal) && use.IsMatch(RepositoryFiles.ReadCode(path)))
            .ToList();

        Assert.Empty(users.Where(path => ProjectOf(path) != project).ToList());
        // A project without sources yet uses nothing yet.
        if (RepositoryFiles.CSharp.Any(path => ProjectOf(path) == project)) Assert.Single(users);
    }

    [Fact]
    public void TorchSharp_Package_BelongsToTrainingAlone() =>
        Assert.Empty(Sources.Where(name => name != Training && Items(name, "PackageReference").Any(package => package.StartsWith("TorchSharp", StringComparison.Ordinal))).ToList());

    /// <summary>The same inputs give the same bytes on every machine: no clock, no unseeded randomness, no input or output.</summary>
    [Theory]
    [InlineData("HwAgent.Core")]
    [InlineData("HwAgent.Dataflow")]
    public void Sources_OfPureProjects_AreDeterministic(string project)
    {
        var wrong = from path in RepositoryFiles.CSharp
                    where ProjectOf(path) == project
                    from Match match in Impure().Matches(RepositoryFiles.ReadCode(path))
                    select $"{path}: {match.Value}";

        Assert.Empty(wrong);
    }

    private static bool MayReference(string project, string reference)
    {
        if (project == Training) return reference == "HwAgent.Core";
        var level = Array.IndexOf(Order, project);
        if (reference == Training) return level >= Array.IndexOf(Order, "HwAgent.Evaluation");
        var below = Array.IndexOf(Order, reference);
        return below >= 0 && below < level;
    }

    private static IEnumerable<string> References(string project) =>
        Items(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

    private static IEnumerable<string> Items(string project, string item) =>
        XDocument.Parse(RepositoryFiles.Read(RepositoryFiles.Projects[project])).Descendants(item).Select(element => element.Attribute("Include")?.Value ?? "");

    private static string? ProjectOf(string path) => RepositoryFiles.Projects
        .Where(project => path.StartsWith(Path.GetDirectoryName(project.Value)!.Replace('\\', '/') + "/", StringComparison.Ordinal))
        .Select(project => project.Key)
        .FirstOrDefault();

    private static bool IsTest(string project) => project.EndsWith(".Tests", StringComparison.Ordinal);

    [GeneratedRegex(@"\bDateTime(Offset)?\s*\.\s*(Now|UtcNow|Today)\b|\bStopwatch\b|\bTimeProvider\b|\bGuid\s*\.\s*NewGuid\b|\bnew\s+Random\s*\(\s*\)|\bRandom\s+\w+\s*=\s*new\s*\(\s*\)|\bRandom\s*\.\s*Shared\b|\bRandomNumberGenerator\b|(?<![\w.])(System\.IO\.)?(File|Directory|Console)\s*\.\s*[A-Z]|(?<![\w.])(System\.)?Environment\s*\.|\bnew\s+(FileStream|FileInfo|DirectoryInfo|StreamReader|StreamWriter|HttpClient|Process)\b")]
    private static partial Regex Impure();
}
