using System.Text.Json;
using HwAgent.Agent.Designers;
using HwAgent.Agent.Llm;

namespace HwAgent.Agent.Tests.Designers;

[Collection(RtlToolsTests.Name)]
public sealed class DesignToolsTests(RtlToolsFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_CostModel_GivesTotalsAndWhatBoundsEachProduct()
    {
        var text = await RunAsync("cost_model", $$"""{"parameters": {{DesignerReplies.SmallParameters}}, "mappings": [{"task": "fc", "block_rows": 8, "block_columns": 4, "block_depth": 16, "order": "columns_outer"}]}""");

        Assert.Matches(@"^latency \d+ cycles = [\d.E-]+ ms, energy [\d.E-]+ mJ, area \d+ gate equivalents \(predicted\), on chip [\d.]+ KiB\nevery budget is met\n", text);
        Assert.Matches(@"- fc: 1 x \d+ cycles \(100%\), array busy [\d.]+%, bound by (compute|memory|latency), blocks 8x4, depth 16, columns_outer$", text);
    }

    [Fact]
    public async Task RunAsync_CostModelWithOneMember_KeepsTheOthersOfTheBestDesign()
    {
        var narrow = await RunAsync("cost_model", """{"parameters": {"bus_bits": 64}}""");
        var wide = await RunAsync("cost_model", """{"parameters": {"bus_bits": 128}}""");

        Assert.NotEqual(narrow, wide);
        Assert.StartsWith("latency ", wide, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"parameters": {"rows": 3}}""", "- parameters.rows is 3, must be at least 4.")]
    [InlineData("""{"parameters": {"rows": "16"}}""", "- parameters.rows is \"16\", must be integer.")]
    [InlineData("""{"parameters": {"row": 16}}""", "- parameters.row is not known; there are dataflow, rows")]
    [InlineData("""{"parameters": {"bus_bits": 32}}""", "- parameters.bus_bits is 32, must be one of 64, 128.")]
    [InlineData("""{"mappings": []}""", "- parameters is missing.")]
    [InlineData("""[1]""", "the value is an array, must be object")]
    [InlineData("""{"parameters": """, "error: the arguments are no JSON object")]
    [InlineData("""{"parameters": {}, "mappings": [{"task": "fc", "block_rows": 8}]}""", "- mappings[0].block_columns is missing.")]
    [InlineData("""{"parameters": {"min_weight_bits": 8, "max_weight_bits": 4}}""", "min_weight_bits is 8, above max_weight_bits = 4.")]
    [InlineData("""{"parameters": {}, "mappings": [{"task": "fd", "block_rows": 8, "block_columns": 8, "block_depth": 16, "order": "rows_outer"}]}""", "There is no product 'fd'.")]
    [InlineData("""{"parameters": {"weight_words": 2}, "mappings": [{"task": "fc", "block_rows": 8, "block_columns": 8, "block_depth": 16, "order": "rows_outer"}]}""", "block_depth x block_columns needs")]
    public async Task RunAsync_CostModelWithBadArguments_SaysWhatIsWrong(string arguments, string expected) =>
        Assert.Contains(expected, await RunAsync("cost_model", arguments), StringComparison.Ordinal);

    [Fact]
    public async Task RunAsync_UnknownTool_NamesTheTools() =>
        Assert.Equal("error: there is no tool 'shell'; there are cost_model, map_gemm, synthesise, lint, simulate, read_template, read_contract, list_units.", await RunAsync("shell", "{}"));

    [Fact]
    public async Task RunAsync_GoodUnit_PassesLintAndContractAndIsSynthesised()
    {
        var arguments = UnitArguments(DesignerReplies.Requantiser());

        Assert.Equal("clean: no warnings", await RunAsync("lint", arguments));
        Assert.Matches(@"^pass: \d{4,} vectors", await RunAsync("simulate", arguments));
        Assert.Matches(@"^\d+ gate equivalents, \d+ flip-flops, 0 memory bits, logic depth \d+$", await RunAsync("synthesise", arguments));
    }

    [Fact]
    public async Task RunAsync_WrongUnit_ShowsTheFirstWrongOutput()
    {
        var text = await RunAsync("simulate", UnitArguments(DesignerReplies.WrongRequantiser));

        Assert.Matches(@"^fail: \d+ of \d+ vectors differ\nfirst wrong output: cycle \d+ with OutBits = 8, data_o: expected -?\d+, actual -?\d+\ninputs up to then:\n", text);
        Assert.Contains("sum_i", text, StringComparison.Ordinal);
    }

    /// <summary>A replay on another machine starts with an empty cache and must send the same results.</summary>
    [Fact]
    public async Task RunAsync_EmptyCache_GivesTheSameText()
    {
        using var fresh = new RtlToolsFixture();
        var warning = UnitArguments(DesignerReplies.Requantiser().Replace("logic               fits;", "logic [1:0]         fits;", StringComparison.Ordinal));
        foreach (var (tool, arguments) in new[] { ("lint", warning), ("simulate", UnitArguments(DesignerReplies.WrongRequantiser)), ("synthesise", UnitArguments(DesignerReplies.Requantiser())) })
            Assert.Equal(await RunAsync(tool, arguments), await RunAsync(fresh, tool, arguments, new LlmDesignerOptions()));
    }

    [Theory]
    [InlineData("lint")]
    [InlineData("simulate")]
    [InlineData("synthesise")]
    public async Task RunAsync_HostileUnit_IsRefusedBeforeAnyTool(string tool)
    {
        var text = await RunAsync(tool, UnitArguments(DesignerReplies.Requantiser().Replace("endmodule", "  import \"DPI-C\" function int system(input string s);\n  initial $finish;\nendmodule", StringComparison.Ordinal)));

        Assert.Contains("policy.", text, StringComparison.Ordinal);
        Assert.Contains("$finish", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_LintWarning_ShowsTheLine()
    {
        var text = await RunAsync("lint", UnitArguments(DesignerReplies.Requantiser().Replace("logic               fits;", "logic [1:0]         fits;", StringComparison.Ordinal)));

        Assert.StartsWith("fail:\n1. warning verilator WIDTH", text, StringComparison.Ordinal);
        Assert.Contains("| ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Reading_GivesTemplateContractAndList()
    {
        Assert.StartsWith("// y = saturate", await RunAsync("read_template", """{"module": "hwa_requantiser"}"""), StringComparison.Ordinal);
        Assert.StartsWith("This accelerator has no module hwa_pe_ws; it has hwa_ram", await RunAsync("read_template", """{"module": "hwa_pe_ws"}"""), StringComparison.Ordinal);
        Assert.Contains("round", await RunAsync("read_contract", """{"unit": "hwa_requantiser"}"""), StringComparison.Ordinal);
        Assert.StartsWith("There is no contract for hwa_nothing", await RunAsync("read_contract", """{"unit": "hwa_nothing"}"""), StringComparison.Ordinal);
        Assert.Contains("\nhwa_requantiser: ", await RunAsync("list_units", "{}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_LongResult_IsCutWithANote()
    {
        var text = await RunAsync("read_template", """{"module": "hwa_controller"}""", new LlmDesignerOptions { MaxToolResultCharacters = 500 });

        Assert.Matches(@"\n\(\d+ characters left out\)$", text);
        Assert.InRange(text.Length, 500, 550);
    }

    [Theory]
    [InlineData("""{"unit": "hwa_requantiser"}""")]
    [InlineData("{}")]
    [InlineData("""{"unit": "hwa_requantiser", "rtl": "x", "parameters": {}}""")]
    public async Task RunAsync_SynthesiseOfNeitherOrBoth_SaysSo(string arguments) =>
        Assert.Equal("error: give either unit and rtl, or parameters.", await RunAsync("synthesise", arguments));

    [Fact]
    public async Task RunAsync_UnitWithoutModule_SaysSo() =>
        Assert.Contains("reply.no-module", await RunAsync("lint", """{"unit": "hwa_fifo", "rtl": "assign y = 1;"}"""), StringComparison.Ordinal);

    private static string UnitArguments(string rtl) => $$"""{"unit": "hwa_requantiser", "rtl": {{JsonSerializer.Serialize(rtl)}}}""";

    private Task<string> RunAsync(string tool, string arguments, LlmDesignerOptions? options = null) => RunAsync(fixture, tool, arguments, options ?? new LlmDesignerOptions());

    private static async Task<string> RunAsync(RtlToolsFixture real, string tool, string arguments, LlmDesignerOptions options)
    {
        await using var bench = new DesignerBench(real.Tools);
        var tools = new DesignTools(real.Tools, bench.Pricing, options);
        var start = bench.Pricing.Price(bench.Pricing.DefaultParameters, null).Value!;
        return await tools.RunAsync(new ToolCall("call_0", tool, arguments), new DesignContext(start, [], null), Token);
    }
}
