using HwAgent.Evals.Tests;
using HwAgent.Toolchain;

[assembly: AssemblyFixture(typeof(GradingFixture))]

namespace HwAgent.Evals.Tests;

/// <summary>The real tools with a fresh cache, and the benchmark data beside the repository, which is only read.</summary>
public sealed class GradingFixture : IDisposable
{
    private readonly string folder;

    public GradingFixture()
    {
        folder = Directory.CreateTempSubdirectory("hwagent-grading-tests-").FullName;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)0x1ED /* 0755: the sandbox's user passes through */);
        Tools = new RtlTools(new RtlToolsOptions { CacheFolder = Path.Combine(folder, "cache"), JobFolder = Path.Combine(folder, "jobs") });
    }

    public RtlTools Tools { get; }

    /// <summary>A folder or file of <c>shared/data</c> beside the repository.</summary>
    public static string Data(string path)
    {
        for (var above = new DirectoryInfo(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            if (File.Exists(Path.Combine(above.FullName, "HwAgent.sln"))) return Path.Combine(above.Parent!.FullName, "shared", "data", path);
        }

        throw new DirectoryNotFoundException($"no HwAgent.sln above {AppContext.BaseDirectory}");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
