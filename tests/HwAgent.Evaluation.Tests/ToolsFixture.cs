using HwAgent.Toolchain;

namespace HwAgent.Evaluation.Tests;

/// <summary>The real tools with a cache of their own, so that every test run simulates anew.</summary>
public sealed class ToolsFixture : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hwagent-tests-").FullName;

    public ToolsFixture() => Tools = new RtlTools(new RtlToolsOptions { CacheFolder = Path.Combine(folder, "cache") });

    public RtlTools Tools { get; }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
