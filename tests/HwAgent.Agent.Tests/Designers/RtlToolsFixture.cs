using HwAgent.Toolchain;

namespace HwAgent.Agent.Tests.Designers;

/// <summary>The real tools, with one cache for all tests of the designers: what several of them check is checked once.</summary>
public sealed class RtlToolsFixture : IDisposable
{
    private readonly string _cache = Directory.CreateTempSubdirectory("hwagent-test-").FullName;

    public RtlToolsFixture() => Tools = new RtlTools(new RtlToolsOptions { CacheFolder = _cache });

    public RtlTools Tools { get; }

    public void Dispose() => Directory.Delete(_cache, recursive: true);
}
