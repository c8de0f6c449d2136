using HwAgent.Core.Diagnostics;
using HwAgent.Core.Rtl;
using HwAgent.Toolchain.Policy;
using HwAgent.Toolchain.Sandboxing;
using HwAgent.Toolchain.Simulation;

namespace HwAgent.Toolchain.Tests.Policy;

/// <summary>Each hostile sample is refused before a tool sees it and, where it gets through all the same, does nothing.</summary>
public sealed class HostileSampleTests(ToolsFixture fixture)
{
    private readonly string canary = Path.Combine(fixture.Folder, "canary-" + Guid.NewGuid().ToString("N"));

    [Theory]
    [MemberData(nameof(HostileSamples.All), MemberType = typeof(HostileSamples))]
    public void Check_HostileSample_IsRefused(string text)
    {
        var findings = RtlPolicy.Check([new RtlSource("hostile.sv", text)], PolicyOptions.Candidate);

        Assert.Contains(findings, static finding => finding.Severity == DiagnosticSeverity.Error);
        Assert.Null(RtlPolicy.Admit(new RtlDesign("hostile", [new RtlSource("hostile.sv", text)]), PolicyOptions.Candidate).Design);
    }

    [Theory]
    [InlineData(HostileSamples.VerilatorCommands)]
    [InlineData(HostileSamples.Include)]
    [InlineData(HostileSamples.YosysForeign)]
    public void Check_WaysOutOfTheSimulator_AreRefusedEvenInTestbenches(string text) =>
        Assert.Contains(RtlPolicy.Check([new RtlSource("hostile.sv", text)], PolicyOptions.Testbench), static finding => finding.Severity == DiagnosticSeverity.Error);

    [Theory]
    [InlineData(HostileSamples.IcarusOpen, "opened 0 0")]
    [InlineData(HostileSamples.IcarusDump, "")]
    public async Task Icarus_FilesOutside_StayOutOfReach(string text, string said)
    {
        var result = await fixture.Tools.IcarusSimulator.RunAsync(new SimulationRequest { Design = Smuggled(text) }, TestContext.Current.CancellationToken);

        Assert.Contains(said, result.Log);
        Assert.False(File.Exists(canary));
    }

    [Fact]
    public async Task Verilator_CommandsOfASimulation_RunInTheSandboxOnly()
    {
        const string driver = "#include \"Vhostile.h\"\nint main() { Vhostile top; top.clk_i = 0; top.eval(); return 0; }\n";
        var build = await fixture.Tools.VerilatorSimulator.BuildAsync(
            Smuggled(HostileSamples.VerilatorCommands), new Dictionary<string, string> { ["main.cpp"] = driver }, cancellationToken: TestContext.Current.CancellationToken);

        var result = await fixture.Tools.VerilatorSimulator.RunAsync(
            build.Require(), new Dictionary<string, byte[]>(), [], ["ran"], cancellationToken: TestContext.Current.CancellationToken);

        // That it ran at all shows that this is a test of the walls, not of the policy.
        Assert.Contains("c\n", System.Text.Encoding.ASCII.GetString(result.Outputs["ran"]));
        Assert.False(File.Exists(canary));
    }

    [Fact]
    public async Task EveryReader_IncludedFile_IsNotQuoted()
    {
        var design = Smuggled(HostileSamples.Include);
        var secret = (await File.ReadAllTextAsync("/etc/passwd", TestContext.Current.CancellationToken)).Split(':')[0] + ":";

        IReadOnlyList<Diagnostic>[] all =
        [
            (await fixture.Tools.VerilatorLint.RunAsync(design, TestContext.Current.CancellationToken)).Diagnostics,
            (await fixture.Tools.IcarusLint.RunAsync(design, TestContext.Current.CancellationToken)).Diagnostics,
            (await fixture.Tools.YosysSynthesis.RunAsync(design, cancellationToken: TestContext.Current.CancellationToken)).Diagnostics,
        ];

        Assert.All(all, findings =>
        {
            Assert.Contains(findings, static finding => finding.Severity == DiagnosticSeverity.Error);
            Assert.All(findings, finding => Assert.DoesNotContain(secret, finding.ToString() + finding.Excerpt, StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task Yosys_ForeignFunctions_AreNotCalled()
    {
        var result = await fixture.Tools.YosysSynthesis.RunAsync(Smuggled(HostileSamples.YosysForeign), cancellationToken: TestContext.Current.CancellationToken);

        Assert.False(result.Passed);
        Assert.Contains(result.Diagnostics, static finding => finding.Severity == DiagnosticSeverity.Error);
    }

    [Fact]
    public async Task Yosys_ForeignFunctionsCalledAllTheSame_EndThatProcessOnly()
    {
        var (result, _) = await fixture.RunAsync(
            "yosys", ["-p", "read_verilog -sv hostile.sv"], new Dictionary<string, string> { ["hostile.sv"] = HostileSamples.YosysForeign }, ResourceLimits.Lint);

        Assert.DoesNotContain("End of script", result.StandardOutput);
        Assert.Equal(0, (await fixture.ShellAsync("true")).ExitCode);
    }

    [Fact]
    public async Task Yosys_MemoryFileOutside_IsNotRead()
    {
        var result = await fixture.Tools.YosysSynthesis.RunAsync(Smuggled(HostileSamples.YosysReadMemory), cancellationToken: TestContext.Current.CancellationToken);

        Assert.False(result.Passed);
        Assert.Contains(result.Diagnostics, static finding => finding.Message.Contains("Can not open file", StringComparison.OrdinalIgnoreCase));
    }

    private CheckedDesign Smuggled(string text) => ToolsFixture.Smuggled("hostile", text.Replace("CANARY", canary));
}
