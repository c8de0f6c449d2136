using HwAgent.Agent.Tests.Llm;

namespace HwAgent.Cli.Tests.Evals;

/// <summary><c>hwagent eval rtllm</c> and <c>hwagent eval repair</c>.</summary>
public sealed class OtherBenchmarkTests(EvalBench bench) : IClassFixture<EvalBench>
{
    private static string Shared => Path.GetFullPath(Path.Combine(EvalBench.Data, ".."));

    [Fact]
    public async Task Rtllm_Reference_PassesAndHasItsCategory()
    {
        var run = await InvokeAsync("rtllm", Path.Combine(Shared, "rtllm-v2-sample"), "rtllm", "--model", "reference", "--problems", "*adder_8bit");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("1 of 1 answers", run.Output);
        Assert.StartsWith("Arithmetic", bench.Results("rtllm").GetProperty("problems")[0].GetProperty("category").GetString());
    }

    /// <summary>The faulty module as it is fails; a model that mends it in its second turn is seen to have done so.</summary>
    [Fact]
    public async Task Repair_FaultyModule_IsMendedInTwoTurns()
    {
        var data = Path.Combine(bench.Folder, "faulty.jsonl");
        await File.WriteAllTextAsync(data, """
            {"index": 7, "task_id": "zero", "solution": "\tassign zero = 1'b0\nendmodule", "compiler_error": "zero.sv:4: syntax error", "prompt": "module top_module (\n\toutput zero\n);\n", "canonical_solution": "\tassign zero = 1'b0;\nendmodule\n", "test": "`timescale 1 ps/1 ps\nmodule reference_module (\n\toutput zero\n);\n\tassign zero = 1'b0;\nendmodule\n\nmodule tb();\n\ttypedef struct packed {\n\t\tint errors;\n\t\tint errortime;\n\t\tint errors_zero;\n\t\tint errortime_zero;\n\t\tint clocks;\n\t} stats;\n\tstats stats1;\n\treg clk=0;\n\tinitial forever #5 clk = ~clk;\n\tlogic zero_ref;\n\tlogic zero_dut;\n\twire tb_match;\n\twire tb_mismatch = ~tb_match;\n\treference_module good1 (.zero(zero_ref));\n\ttop_module top_module1 (.zero(zero_dut));\n\tassign tb_match = ( { zero_ref } === ( { zero_ref } ^ { zero_dut } ^ { zero_ref } ) );\n\talways @(posedge clk, negedge clk) begin\n\t\tstats1.clocks++;\n\t\tif (!tb_match) stats1.errors++;\n\tend\n\tinitial #200 $finish;\n\tfinal $display(\"Mismatches: %1d in %1d samples\", stats1.errors, stats1.clocks);\nendmodule\n", "detail_description": "Drive 0."}

            """, TestContext.Current.CancellationToken);
        await using var server = new LoopbackEndpoint(Serve.Text("```verilog\nmodule top_module (output zero);\n  assign zero = 1'b0\nendmodule\n```\n"), Serve.Text("```verilog\nmodule top_module (output zero);\n  assign zero = 1'b0;\nendmodule\n```\n"));

        var faulty = await InvokeAsync("repair", data, "faulty", "--model", "faulty");
        var mended = await InvokeAsync("repair", data, "mended", "--model", server.BaseUrl + "#test", "--self-tests", "0");

        Assert.True(faulty.ExitCode == 0, faulty.Error);
        Assert.Equal(0, bench.Results("faulty").GetProperty("strict").GetProperty("passed").GetInt32());
        Assert.True(mended.ExitCode == 0, mended.Error);
        Assert.Equal("loop", bench.Results("mended").GetProperty("strategy").GetString());
        Assert.Equal("""{"1":0,"2":1}""", bench.Results("mended").GetProperty("passedByTurns").GetRawText().Replace(" ", "").Replace("\n", ""));
        Assert.Contains("passed within 1: 0, 2: 1", mended.Output);
    }

    private Task<ProcessResult> InvokeAsync(string benchmark, string data, string name, params string[] options) =>
        EvalBench.InvokeAsync(["eval", benchmark, "--data", data, "--calibration", "none", "--cache", Path.Combine(bench.Folder, "cache"), "--out", Path.Combine(bench.Folder, name), .. options]);
}
