using HwAgent.Core.Rtl;
using HwAgent.Evaluation.Tests.Rtl;
using HwAgent.Toolchain;
using HwAgent.Toolchain.Policy;

[assembly: AssemblyFixture(typeof(RtlToolsFixture))]

namespace HwAgent.Evaluation.Tests.Rtl;

/// <summary>The real tools with a fresh cache and a job root of their own, for the whole test run.</summary>
public sealed class RtlToolsFixture : IDisposable
{
    private readonly string folder;

    public RtlToolsFixture()
    {
        folder = Directory.CreateTempSubdirectory("hwagent-evaluation-tests-").FullName;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)0x1ED /* 0755: the sandbox's user passes through */);
        Tools = new RtlTools(new RtlToolsOptions { CacheFolder = Path.Combine(folder, "cache"), JobFolder = Path.Combine(folder, "jobs") });
    }

    public RtlTools Tools { get; }

    /// <summary>Our own sources, as the tools take them.</summary>
    public static CheckedDesign Trusted(RtlDesign design) => RtlPolicy.Admit(design, PolicyOptions.Template).Require();

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
