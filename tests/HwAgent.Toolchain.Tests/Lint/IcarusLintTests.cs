using HwAgent.Core.Diagnostics;

namespace HwAgent.Toolchain.Tests.Lint;

public sealed class IcarusLintTests(ToolsFixture fixture)
{
    [Fact]
    public async Task RunAsync_CleanDesign_PassesWithoutFindings()
    {
        var result = await fixture.Tools.IcarusLint.RunAsync(ToolsFixture.Design("array", SystolicArray.Element, SystolicArray.Array(4, 4)), TestContext.Current.CancellationToken);

        Assert.Empty(result.Diagnostics);
        Assert.True(result.Passed);
    }

    [Theory]
    [InlineData("module unit (input wire a, output wire y);\nassign q = a; assign y = a;\nendmodule\n", DiagnosticSeverity.Warning, "IMPLICIT", 2)]
    [InlineData("module unit (input wire a, output wire y);\nassign y = a + ;\nendmodule\n", DiagnosticSeverity.Error, "SYNTAX", 2)]
    [InlineData("module unit (input wire a, output wire y);\nassign y = nowhere;\nendmodule\n", DiagnosticSeverity.Error, "ERROR", 2)]
    [InlineData("module unit (input wire a, output wire y);\nmissing u_m (.a(a));\nassign y = a;\nendmodule\n", DiagnosticSeverity.Error, "ERROR", 2)]
    public async Task RunAsync_Fault_HasPlaceAndCode(string text, DiagnosticSeverity severity, string code, int line)
    {
        var result = await fixture.Tools.IcarusLint.RunAsync(ToolsFixture.Design("unit", text), TestContext.Current.CancellationToken);

        Assert.Contains(result.Diagnostics, finding => finding.Severity == severity && finding.Code == code && finding.File == "unit.sv" && finding.Line == line);
        Assert.False(result.Passed);
    }
}
