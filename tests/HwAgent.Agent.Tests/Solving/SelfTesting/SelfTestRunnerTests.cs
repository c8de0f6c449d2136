using HwAgent.Agent.Llm;
using HwAgent.Agent.Solving.SelfTesting;
using HwAgent.Agent.Tests.Designers;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Rtl;
using HwAgent.Toolchain.Policy;

namespace HwAgent.Agent.Tests.Solving.SelfTesting;

/// <summary>Self-tests in the real simulator.</summary>
[Collection(RtlToolsTests.Name)]
public sealed class SelfTestRunnerTests(RtlToolsFixture fixture)
{
    private const string CounterTests = """
        {"clock": "clk", "inputs": [{"name": "reset", "width": 1}], "outputs": [{"name": "q", "width": 4}],
         "tests": [{"name": "counts", "steps": [[1, 0], [0, 1], [0, 2], [0, 3]]},
                   {"name": "resets", "steps": [[1, 0], [0, 1], [1, 0], [0, 1]]},
                   {"name": "starts unknown", "steps": [[0, "x"], [1, 0]]}]}
        """;

    private const string Counter = "module TopModule (input clk, input reset, output reg [3:0] q);\n  always @(posedge clk) q <= reset ? 4'd0 : q + 4'd1;\nendmodule\n";

    [Fact]
    public async Task RunAsync_RightModule_PassesEveryTest() => Assert.Equal([true, true, true], (await RunAsync(Counter, CounterTests)).Passed);

    [Fact]
    public async Task RunAsync_WrongModule_FailsTheTestsThatShowIt()
    {
        var outcome = await RunAsync(Counter.Replace("reset ?", "(reset && q !== 4'd1) ?", StringComparison.Ordinal), CounterTests);

        Assert.Equal([true, false, true], outcome.Passed);
        var finding = Assert.Single(outcome.Diagnostics);
        Assert.Equal("Test 'resets', step 3 of 4: q is 4'h2, expected 4'h0.", finding.Message);
        Assert.Equal("step 1: reset=1 -> q=4'h0\nstep 2: reset=0 -> q=4'h1\nstep 3: reset=1 -> q=4'h2", finding.Excerpt);
    }

    [Fact]
    public async Task RunAsync_UnknownOutput_IsNoMatch()
    {
        var outcome = await RunAsync(Counter.Replace("reset ? 4'd0 :", "", StringComparison.Ordinal), CounterTests);

        Assert.Equal([false, false, false], outcome.Passed);
        Assert.Contains("q is 4'bxxxx, expected 4'h0", outcome.Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_NoClock_ComparesOnceStable()
    {
        const string Tests = """{"clock": null, "inputs": [{"name": "a", "width": 2}, {"name": "b", "width": 2}], "outputs": [{"name": "y", "width": 3}, {"name": "z", "width": 1}], "tests": [{"name": "adds", "steps": [[3, 3, 6, 0], [0, 0, 0, 1]]}]}""";

        Assert.Equal([true], (await RunAsync("module TopModule (input [1:0] a, b, output [2:0] y, output z);\n  assign y = a + b;\n  assign z = y == 0;\nendmodule\n", Tests)).Passed);
    }

    [Fact]
    public async Task RunAsync_PortThatIsNotThere_SaysSo()
    {
        var outcome = await RunAsync(Counter.Replace("reset", "rst", StringComparison.Ordinal), CounterTests);

        Assert.Equal([false, false, false], outcome.Passed);
        Assert.Contains(outcome.Diagnostics, d => d.Severity == DiagnosticSeverity.Error && d.Message.Contains("reset", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_OscillatingModule_EndsAtItsLimit()
    {
        const string Tests = """{"clock": null, "inputs": [{"name": "a", "width": 1}], "outputs": [{"name": "y", "width": 1}], "tests": [{"name": "t", "steps": [[1, 0]]}]}""";
        var outcome = await RunAsync("module TopModule (input a, output reg y);\n  reg p = 0;\n  initial y = 0;\n  always @(*) if (a) p = ~y;\n  always @(*) y = p;\nendmodule\n", Tests, TimeSpan.FromSeconds(1));

        Assert.False(Assert.Single(outcome.Passed));
        Assert.Equal("test.unfinished", Assert.Single(outcome.Diagnostics).Code);
    }

    private async Task<SelfTestOutcome> RunAsync(string code, string tests, TimeSpan? cpuTime = null)
    {
        var parsed = SelfTestReader.Read(new ChatReply(tests, [], new ChatUsage(0, 0, 0, null), "stop"), 10);
        var design = RtlPolicy.Admit(new RtlDesign("TopModule", [new RtlSource("answer.sv", code)]), PolicyOptions.Graded).Require();
        return await SelfTestRunner.RunAsync(fixture.Tools, design, parsed.Value!, TestContext.Current.CancellationToken, cpuTime);
    }
}
