using System.Text.Json;
using HwAgent.Agent.Designers;
using HwAgent.Agent.Llm;
using HwAgent.Agent.Tests.Llm;

namespace HwAgent.Agent.Tests.Designers;

/// <summary>Models that are clumsy with the mapper, and models that mean harm: each call ends in a short text that says what is wrong.</summary>
[Collection(RtlToolsTests.Name)]
public sealed class HostileMappingTests(RtlToolsFixture fixture)
{
    private const string Architecture = """
        architecture: small
        levels:
          - {name: dram, kind: dram, word: 8B, ports: [{bandwidth: 8B/cycle}]}
          - {name: buffer, kind: sram, size: 1KiB, word: 8B, ports: [{bandwidth: 32B/cycle}], fanout: [{axis: X, size: 8}]}
        multiplier: {name: mul, energies: [{input_bits: 8, weight_bits: 8, energy: 0.3pJ}], source: test}
        """;

    private const string Mapping = """
        mapping: small-tiles
        levels:
          - {level: dram, temporal: [M 8, N 8, K 8]}
          - {level: buffer, temporal: [M 1, N 8, K 1], spatial: {X: [N 1]}}

        """;

    private const int LongestAnswer = 1000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What is wrong with the architecture or the mapping, and what the model must be told.</summary>
    public static TheoryData<string?, string?, string> Wrong { get; } = new()
    {
        { Architecture, Mapping.Replace("level: buffer", "level: L1", StringComparison.Ordinal), "levels[1].level: 'L1' is not known\n   advice: allowed: dram, buffer" },
        { Architecture, Mapping + "  - {level: buffer, temporal: [M 1]}\n", "'buffer' must come before 'buffer', once" },
        { Architecture, Mapping + "levels: []\n", "'levels' comes twice in the mapping, first in line 2" },
        { Architecture, Mapping.Replace("M 1", "M 0", StringComparison.Ordinal), "the step of M: '0' is not an integer from 1" },
        { Architecture, Mapping.Replace("M 1", "M -1", StringComparison.Ordinal), "the step of M: '-1' is not an integer from 1" },
        { Architecture, Mapping.Replace("M 1", "M 99999999999999999999", StringComparison.Ordinal), "the step of M: '99999999999999999999' is not an integer" },
        { Architecture, Mapping.Replace("M 1", "Q 1", StringComparison.Ordinal), "the problem has no dimension 'Q'" },
        { Architecture, Mapping.Replace("M 1", "\u041c 1", StringComparison.Ordinal), "the problem has no dimension '\u041c'" },
        { Architecture, Mapping.Replace("K 1]", "K 2]", StringComparison.Ordinal), "2 elements of K are left below the innermost loop" },
        { Architecture, Mapping.Replace("N 8", "N 64", StringComparison.Ordinal), "need 64 instances along X, which has 8" },
        { Architecture, Mapping + "latency_cycles: 10\n", "unknown key 'latency_cycles' in the mapping" },
        { Architecture, Mapping + "architecture: ../../etc/passwd\n", "there is no file '../../etc/passwd' beside the mapping" },
        { Architecture, Mapping + "architecture: {architecture: dream, levels: [{name: dram, kind: dram}, {name: buffer, kind: sram, size: 1GiB, fanout: [{axis: X, size: 8}]}]}\n", "the mapping is for other hardware than was asked about" },
        { Architecture, Mapping + "problem: {gemm: {m: 64, n: 64, k: 64}, bits: {input: 1, weight: 1, output: 1, partial: 1}}\n", "the mapping is of another product than 64x64x64 with 8-bit weights" },
        { Architecture, Mapping + "problem: {dimensions: {H: 1, M: 64, N: 64, K: 64}, tensors: {input: {dimensions: [K]}, weight: {dimensions: [K]}, output: {dimensions: [M]}}}\n", "the mapping is of another product" },
        { Architecture, "The best mapping keeps the weights in the buffer.", "is not a mapping" },
        { Architecture, new string('[', 5000), "Nested deeper than 16 levels" },
        { Architecture, "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n", "stand for more than 100000 values" },
        { "architecture: x\nlevels: []\n", Mapping, "levels is empty" },
        { Architecture.Replace("1KiB", "1e999KiB", StringComparison.Ordinal), null, "levels[1].size: '1e999KiB' is out of range" },
        { Architecture.Replace("size: 8}", "size: -8}", StringComparison.Ordinal), null, "levels[1].fanout[0].size" },
        { Architecture.Replace("1KiB", "1b", StringComparison.Ordinal), null, "no mapping of 64x64x64 fits small and its constraints" },
        { "architecture: x\n\0levels: []", null, "not valid YAML" },
        { "architecture: '\ud83d\ude00 \u202e'\nlevels: []", null, "is not a name" },
        { "architecture: deep\nlevels:\n  - {name: dram, kind: dram}\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"  - {{name: l{i}, kind: sram, size: 1KiB}}\n")), null, "deep has 41 levels and 0 axes; a search takes 6 levels and 4 axes at most" },
        { $"architecture: wide\nlevels:\n  - {{name: dram, kind: dram, fanout: [{string.Join(", ", Enumerable.Range(0, 20).Select(i => $"{{axis: x{i}, size: 2}}"))}]}}\n", null, "wide has 1 levels and 20 axes" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task MapGemm_WrongYaml_SaysWhatIsWrong(string? architecture, string? mapping, string expected)
    {
        var text = await RunAsync("map_gemm", Arguments(architecture, mapping));

        Assert.True(text.StartsWith("error: ", StringComparison.Ordinal) && text.Length <= LongestAnswer, text);
        Assert.Contains(expected, text, StringComparison.Ordinal);
    }

    /// <summary>What people who read would not stumble over either.</summary>
    [Theory]
    [InlineData("```yaml\n", "```\n")]
    [InlineData("Here it is:\n```\n", "```\nIt should be fast.\n")]
    public async Task MapGemm_FencedYaml_IsRead(string before, string after) =>
        Assert.Equal(await RunAsync("map_gemm", Arguments(Architecture, Mapping)), await RunAsync("map_gemm", Arguments(before + Architecture + "\n" + after, before + Mapping + after)));

    [Fact]
    public async Task MapGemm_EmptyTexts_CountAsLeftOut() =>
        Assert.Contains("for these buffers", await RunAsync("map_gemm", Arguments("", " \n")), StringComparison.Ordinal);

    /// <summary>Loops that repeat change nothing: those with one iteration cost nothing, however many there are.</summary>
    [Fact]
    public async Task MapGemm_LoopsOfOneIteration_CostNothing() =>
        Assert.Equal(await RunAsync("map_gemm", Arguments(Architecture, Mapping)), await RunAsync("map_gemm", Arguments(Architecture, Mapping.Replace("M 1", "M 1, M 64, M 1", StringComparison.Ordinal))));

    [Theory]
    [InlineData(Architecture, null)]
    [InlineData(Architecture, Mapping)]
    [InlineData(null, null)]
    public async Task MapGemm_AbsurdProduct_IsRefused(string? architecture, string? mapping) =>
        Assert.Equal("error: 1048573x1048576x1048576 has more than 4503599627370496 multiply-accumulates; make a dimension smaller.", await RunAsync("map_gemm", Arguments(architecture, mapping, 1_048_573, 1 << 20)));

    /// <summary>Half of a surrogate pair is valid JSON and no text.</summary>
    [Theory]
    [InlineData("map_gemm", """{"m": 64, "k": 64, "n": 64, "objective": "latency", "architecture": "\ud800"}""", "the architecture cannot be read")]
    [InlineData("map_gemm", """{"m": 64, "k": 64, "n": 64, "objective": "\uDFFF"}""", "objective is \"\\ufffd\", must be one of")]
    [InlineData("map_gemm", """{"m": 64, "\ud800": 64}""", "is not known; there are m, k, n")]
    [InlineData("lint", """{"unit": "hwa_requantiser", "rtl": "\udc00\ud800"}""", "no module was found in rtl")]
    [InlineData("cost_model", """{"parameters": {}, "mappings": [{"task": "\ud800x", "block_rows": 8, "block_columns": 8, "block_depth": 16, "order": "rows_outer"}]}""", "There is no product '\ufffdx'.")]
    [InlineData("map_gemm", """{"m": 64, "k": 64, "n": 64, "objective": "latency", "architecture": "\\ud800 \ud83d\ude00"}""", "ud800 \ud83d\ude00")]
    public async Task RunAsync_HalfASurrogatePair_IsNoException(string tool, string arguments, string expected) =>
        Assert.Contains(expected, await RunAsync(tool, arguments), StringComparison.Ordinal);

    /// <summary>Blocks far beyond the product are the whole product.</summary>
    [Fact]
    public async Task CostModel_HugeBlocks_AreTheWholeProduct()
    {
        var whole = await RunAsync("cost_model", CostArguments(8, 8, 16));
        Assert.StartsWith("latency ", whole, StringComparison.Ordinal);
        Assert.Equal(whole.Split(", blocks")[0], (await RunAsync("cost_model", CostArguments(int.MaxValue, int.MaxValue, int.MaxValue))).Split(", blocks")[0]);
    }

    [Fact]
    public async Task MapGemm_TenMegabytes_AreNotRead()
    {
        Assert.Equal("error: the mapping has 10000000 characters; give 100000 at most.", await RunAsync("map_gemm", Arguments(Architecture, new string('a', 10_000_000))));
        Assert.Equal("error: the architecture has 10000000 characters; give 100000 at most.", await RunAsync("map_gemm", Arguments(string.Concat(Enumerable.Repeat("a: b\n", 2_000_000)), null)));
    }

    /// <summary>The whole table and megabytes besides, over a real server: every call is answered in short, and the proposal that follows is taken.</summary>
    [Fact]
    public async Task ProposeAsync_ModelThatIsAlwaysWrong_IsAnsweredInShort()
    {
        var calls = Wrong.Select(row => ("map_gemm", Arguments(row.Data.Item1, row.Data.Item2)))
            .Append(("map_gemm", Arguments(Architecture, new string('a', 1_000_000))))
            .Append(("map_gemm", Arguments(string.Concat(Enumerable.Repeat("a: b\n", 200_000)), null)))
            .Append(("map_gemm", """{"m": 64, "k": 64, "n": 64, "objective": "latency", "architecture": "\ud800"}"""))
            .Append((new string('x', 1000), "{}")).ToArray();
        await using var bench = new DesignerBench(
            fixture.Tools, DesignerReplies.Calls(calls), Serve.Text(DesignerReplies.Parameters(mappings: $"[{Blocks(int.MaxValue, int.MaxValue, int.MaxValue)}]").Replace("enough", @"enough \ud800", StringComparison.Ordinal)))
        { Options = new LlmDesignerOptions { MaxToolCalls = calls.Length + 1 } };

        var proposal = await bench.Designer().ProposeAsync([], Token);

        Assert.True(proposal!.Candidate is not null, string.Join('\n', proposal.Diagnostics));
        Assert.Equal("A small array is enough \ufffd.", proposal.Candidate.Rationale);
        var answers = bench.Requests[1].Json.GetProperty("messages").EnumerateArray().Where(m => m.GetProperty("role").GetString() == "tool").Select(m => m.GetProperty("content").ToString()).ToList();
        Assert.Equal(calls.Length, answers.Count);
        Assert.All(answers, answer => Assert.True(answer.Contains("error: ", StringComparison.Ordinal) && answer.Length <= LongestAnswer, answer));
        Assert.Contains("the mapping has 1000000 characters", answers[^4], StringComparison.Ordinal);
        Assert.Contains("the architecture has 1000000 characters", answers[^3], StringComparison.Ordinal);
    }

    private static string Arguments(string? architecture, string? mapping, int m = 64, int others = 64) => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["m"] = m, ["k"] = others, ["n"] = others, ["objective"] = "latency", ["architecture"] = architecture, ["mapping"] = mapping,
    });

    private static string CostArguments(int rows, int columns, int depth) => $$"""{"parameters": {{DesignerReplies.SmallParameters}}, "mappings": [{{Blocks(rows, columns, depth)}}]}""";

    private static string Blocks(int rows, int columns, int depth) => $$"""{"task": "fc", "block_rows": {{rows}}, "block_columns": {{columns}}, "block_depth": {{depth}}, "order": "rows_outer"}""";

    private async Task<string> RunAsync(string tool, string arguments)
    {
        await using var bench = new DesignerBench(fixture.Tools);
        var tools = new DesignTools(fixture.Tools, bench.Pricing, new LlmDesignerOptions());
        var start = bench.Pricing.Price(bench.Pricing.DefaultParameters, null).Value!;
        return await tools.RunAsync(new ToolCall("call_0", tool, arguments), new DesignContext(start, [], null), Token);
    }
}
