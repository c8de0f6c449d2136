using System.Text.Json;
using HwAgent.Core.Diagnostics;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Formats;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Formats;

/// <summary>Files of the peers, in <c>shared/reference/mappers</c> beside the repository, and our own architectures.</summary>
internal static class FormatFiles
{
    private static readonly string Root = FindRoot();

    public static string Architectures { get; } = Path.Combine(Root, "sim", "architectures");

    public static string ReadPeer(string path) => File.ReadAllText(Path.Combine(Path.GetDirectoryName(Root)!, "shared", "reference", "mappers", path));

    /// <summary>The architecture of a text without errors.</summary>
    public static Architecture Architecture(string text, string name = "a.yaml", EnergyTable? energies = null)
    {
        var result = ArchitectureReader.Read(text, name, energies);
        Assert.Empty(Errors(result.Diagnostics));
        return result.Value!.Architecture;
    }

    /// <summary>The first problem of a text without errors.</summary>
    public static TensorProblem Problem(string text, OperandBits? bits = null)
    {
        var result = ProblemReader.Read(text, "p.yaml", bits);
        Assert.Empty(Errors(result.Diagnostics));
        return result.Value![0];
    }

    public static IEnumerable<string> Errors(IEnumerable<Diagnostic> diagnostics) =>
        diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString());

    /// <summary>Everything that a value holds, for comparing records that hold lists.</summary>
    public static string Contents(object value) => JsonSerializer.Serialize(value);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HwAgent.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"no HwAgent.sln above {AppContext.BaseDirectory}");
    }
}
