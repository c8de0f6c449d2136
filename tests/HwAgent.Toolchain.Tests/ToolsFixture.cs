using HwAgent.Core.Rtl;
using HwAgent.Toolchain.Inventory;
using HwAgent.Toolchain.Jobs;
using HwAgent.Toolchain.Policy;
using HwAgent.Toolchain.Sandboxing;

[assembly: AssemblyFixture(typeof(HwAgent.Toolchain.Tests.ToolsFixture))]

namespace HwAgent.Toolchain.Tests;

/// <summary>The real tools with a cache and a job root of their own, for the whole test run.</summary>
public sealed class ToolsFixture : IDisposable
{
    public ToolsFixture()
    {
        Folder = Directory.CreateTempSubdirectory("hwagent-tests-").FullName;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Folder, (UnixFileMode)0x1ED /* 0755 */);
        JobRoot = Path.Combine(Folder, "jobs");
        Tools = new RtlTools(new RtlToolsOptions { CacheFolder = Path.Combine(Folder, "cache"), JobFolder = JobRoot });
        Runner = new ToolRunner(Tools.Sandbox, new ToolInventory(), JobRoot);
    }

    public string Folder { get; }

    public string JobRoot { get; }

    public RtlTools Tools { get; }

    internal ToolRunner Runner { get; }

    /// <summary>Runs an installed tool or a shell line in the sandbox on files.</summary>
    internal async Task<(SandboxResult Result, IReadOnlyDictionary<string, byte[]> Files)> RunAsync(
        string tool, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> files, ResourceLimits limits)
    {
        using var job = Runner.CreateJob();
        foreach (var (name, text) in files) job.Write(name, text);
        var result = tool.StartsWith('/')
            ? await Runner.RunFileAsync(job, tool, tool, arguments, limits, TestContext.Current.CancellationToken)
            : await Runner.RunAsync(job, tool, arguments, limits, TestContext.Current.CancellationToken);
        var left = Directory.EnumerateFiles(job.Path).ToDictionary(path => Path.GetFileName(path)!, path => job.Read(Path.GetFileName(path)!, 1 << 26) ?? []);
        return (result, left);
    }

    /// <summary>A shell line in the sandbox.</summary>
    internal async Task<SandboxResult> ShellAsync(string line, ResourceLimits? limits = null) =>
        (await RunAsync("/usr/bin/sh", ["-c", line], new Dictionary<string, string>(), limits ?? ResourceLimits.Lint)).Result;

    /// <summary>A design that passes the policy as a template.</summary>
    internal static CheckedDesign Design(string top, params string[] texts) =>
        RtlPolicy.Admit(new RtlDesign(top, [.. texts.Select((text, index) => new RtlSource(texts.Length == 1 ? top + ".sv" : $"file{index}.sv", text))]), PolicyOptions.Template).Require();

    internal static CheckedDesign Testbench(string top, string text) =>
        RtlPolicy.Admit(new RtlDesign(top, [new RtlSource(top + ".sv", text)]), PolicyOptions.Testbench).Require();

    /// <summary>A hostile design as if the policy had missed it.</summary>
    internal static CheckedDesign Smuggled(string top, string text) =>
        CheckedDesign.WithoutPolicy(new RtlDesign(top, [new RtlSource(top + ".sv", text)]));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
