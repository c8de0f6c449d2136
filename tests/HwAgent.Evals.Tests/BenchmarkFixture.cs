using HwAgent.Evals.VerilogEval;
using HwAgent.Evaluation.Grading;
using HwAgent.Toolchain;

[assembly: AssemblyFixture(typeof(HwAgent.Evals.Tests.BenchmarkFixture))]

namespace HwAgent.Evals.Tests;

/// <summary>The real tools with a fresh cache, and the benchmarks' own data, which lie in <c>shared/data</c> beside the repository.</summary>
public sealed class BenchmarkFixture : IDisposable
{
    public BenchmarkFixture()
    {
        Folder = Directory.CreateTempSubdirectory("hwagent-evals-tests-").FullName;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Folder, (UnixFileMode)0x1ED /* 0755: the sandbox's user passes through */);
        Tools = new RtlTools(new RtlToolsOptions { CacheFolder = Path.Combine(Folder, "cache"), JobFolder = Path.Combine(Folder, "jobs") });
    }

    public string Folder { get; }

    public RtlTools Tools { get; }

    public static string Data { get; } = Path.Combine(Path.GetDirectoryName(Root())!, "shared", "data");

    public static string VerilogEval { get; } = Path.Combine(Data, "verilog-eval");

    /// <summary>Problems of a set, those named or all.</summary>
    public static IReadOnlyList<RtlProblem> Problems(string set, params string[] ids)
    {
        var all = new VerilogEvalBenchmark(set).Read(VerilogEval);
        return ids.Length == 0 ? all : [.. ids.Select(id => all.Single(problem => problem.Id == id))];
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HwAgent.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"no HwAgent.sln above {AppContext.BaseDirectory}");
    }
}
