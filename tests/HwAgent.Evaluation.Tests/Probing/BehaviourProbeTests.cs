using HwAgent.Evaluation.Probing;
using HwAgent.Evaluation.Tests.Rtl;

namespace HwAgent.Evaluation.Tests.Probing;

public sealed class BehaviourProbeTests(RtlToolsFixture fixture)
{
    private const string Counter = "module m (input clk, input reset, input up, output reg [3:0] q);\n  always @(posedge clk) if (reset) q <= 0; else if (up) q <= q + 1;\nendmodule\n";

    [Fact]
    public async Task RunAsync_SameBehaviourInOtherWords_IsEqual()
    {
        var first = await ProbeAsync(Counter);
        var second = await ProbeAsync("module m (input clk, input reset, input up, output [3:0] q);\n  reg [3:0] n;\n  assign q = n;\n  always @(posedge clk) n <= reset ? 4'd0 : n + {3'd0, up};\nendmodule\n");

        Assert.True(first.Completed);
        Assert.Equal(first, second);
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
        Assert.True(second.AgreesWith(first));
    }

    /// <summary>The last one differs only after fifteen steps without a reset: the probe's habits reach it.</summary>
    [Theory]
    [InlineData("if (reset)", "if (!reset)")]
    [InlineData("q + 1", "q - 1")]
    [InlineData("posedge clk", "negedge clk")]
    [InlineData("posedge clk", "posedge clk, posedge reset")]
    [InlineData("if (up) q", "if (up && q != 15) q")]
    public async Task RunAsync_OtherBehaviour_Differs(string from, string to)
    {
        Assert.Contains(from, Counter);

        var reference = await ProbeAsync(Counter);
        var other = await ProbeAsync(Counter.Replace(from, to, StringComparison.Ordinal));

        Assert.True(other.Completed);
        Assert.NotEqual(reference, other);
        Assert.False(other.AgreesWith(reference));
    }

    [Fact]
    public async Task AgreesWith_BitUnknownInReference_MayBeAnything()
    {
        const string header = "module m (input [1:0] a, output y);\n";
        var loose = await ProbeAsync(header + "  assign y = a == 3 ? 1'bx : a[0];\nendmodule\n");
        var strict = await ProbeAsync(header + "  assign y = a[0];\nendmodule\n");

        Assert.True(strict.AgreesWith(loose));
        Assert.False(loose.AgreesWith(strict));
        Assert.NotEqual(loose, strict);
    }

    [Theory]
    [InlineData("module m (input a, output y);\n  initial $finish;\nendmodule\n", "policy.system-task")]
    [InlineData("module m (input a, output y);\n  assign y = ;\nendmodule\n", "SYNTAX")]
    [InlineData("module other (input a, output y);\nendmodule\n", "policy")]
    public async Task RunAsync_WhatCannotBeSimulated_SaysWhy(string code, string finding)
    {
        var module = ModuleInterface.Read("module m (input a, output y);", "m")!;

        var trace = await BehaviourProbe.RunAsync(fixture.Tools, module, code, 1, TestContext.Current.CancellationToken);

        Assert.False(trace.Completed);
        Assert.NotEmpty(trace.Diagnostics);
        if (finding != "policy") Assert.Equal(finding, trace.Diagnostics[0].Code);
        Assert.NotEqual(trace, trace with { });
    }

    [Fact]
    public async Task RunAsync_OtherSeed_IsAnotherStimulus() =>
        Assert.NotEqual(await ProbeAsync(Counter), await ProbeAsync(Counter, 2));

    private Task<BehaviourTrace> ProbeAsync(string code, int seed = 1) =>
        BehaviourProbe.RunAsync(fixture.Tools, ModuleInterface.Read(code, "m")!, code, seed, TestContext.Current.CancellationToken);
}
