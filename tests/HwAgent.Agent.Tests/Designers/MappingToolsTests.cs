using System.Text.Json;
using HwAgent.Agent.Designers;
using HwAgent.Agent.Llm;
using HwAgent.Agent.Tests.Llm;

namespace HwAgent.Agent.Tests.Designers;

[Collection(RtlToolsTests.Name)]
public sealed class MappingToolsTests(RtlToolsFixture fixture)
{
    private const string Architecture = """
        architecture: small
        levels:
          - {name: dram, kind: dram, word: 8B, ports: [{bandwidth: 8B/cycle}]}
          - {name: buffer, kind: sram, size: 1KiB, word: 8B, ports: [{bandwidth: 32B/cycle}], fanout: [{axis: X, size: 8}]}
        multiplier: {name: mul, energies: [{input_bits: 8, weight_bits: 8, energy: 0.3pJ}], source: test}
        """;

    /// <summary>The whole of 64 x 64 x 64 does not fit 1 KiB.</summary>
    private const string Overflowing = """
        mapping: all-at-once
        levels:
          - {level: dram, temporal: [M 64]}
          - {level: buffer, temporal: [M 1, N 8, K 1], spatial: {X: [N 1]}}
        """;

    private const string Fitting = """
        mapping: small-tiles
        levels:
          - {level: dram, temporal: [M 8, N 8, K 8]}
          - {level: buffer, temporal: [M 1, N 8, K 1], spatial: {X: [N 1]}}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task MapGemm_OfTheAccelerator_GivesTheProvenBlocking() => Assert.Matches(
        @"^blocks \d+x\d+, depth \d+, (rows|columns)_outer: \d+ cycles \(exact\), array busy [\d.]+%, bound by (compute|memory|latency), [\d.E+]+ pJ, \d+ bytes read, \d+ written\nproven optimal for these buffers$",
        await RunAsync("""{"m": 40, "k": 64, "n": 48, "objective": "latency"}"""));

    [Fact]
    public async Task MapGemm_OtherParameters_ChangeTheAnswer()
    {
        var large = await RunAsync("""{"m": 40, "k": 64, "n": 48, "objective": "energy", "parameters": {"rows": 32}}""");
        Assert.NotEqual(large, await RunAsync("""{"m": 40, "k": 64, "n": 48, "objective": "energy", "parameters": {"rows": 4}}"""));
        Assert.Contains("mapping.weight-bits", await RunAsync("""{"m": 40, "k": 64, "n": 48, "weight_bits": 2, "objective": "edp"}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MapGemm_OfAnArchitecture_GivesALoopNestThatItTakesBack()
    {
        var found = await RunAsync(Arguments(Architecture, null));
        Assert.Matches(@"^\d+ cycles \(\d+ of work, \d+ fill, \d+ drain, \d+ stalled\), multipliers busy [\d.]+%", found);
        Assert.Contains("- buffer: ", found, StringComparison.Ordinal);
        Assert.Matches(@"\n(proven optimal|within [\d.]+% of the best possible)\nmapping: ", found);

        var mapping = found[found.IndexOf("mapping:", StringComparison.Ordinal)..];
        var again = await RunAsync(Arguments(Architecture, mapping));

        Assert.StartsWith(again + "\n", found, StringComparison.Ordinal);
        Assert.Contains("- buffer: ", again, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MapGemm_MappingThatOverflows_SaysWhichLoopAndByHowMuch()
    {
        var text = await RunAsync(Arguments(Architecture, Overflowing));
        Assert.True(text.StartsWith("error: the mapping cannot run.\n", StringComparison.Ordinal), text);
        Assert.Contains("nest.capacity", text, StringComparison.Ordinal);
        Assert.Matches(@"the tiles of buffer take [\d.]+ KiB of 1 KiB: [\d.]+ KiB too much", text);
        Assert.Contains("advice: ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("architecture: x", "error: the architecture cannot be read.", null)]
    [InlineData(Architecture, "error: the mapping cannot be read.", "levels: 3")]
    [InlineData(Architecture, "error: the mapping is of another product than 64x64x64", "mapping: other\nproblem: {gemm: {m: 2, n: 2, k: 2}}\nlevels: [{level: dram}]")]
    public async Task MapGemm_BadYaml_SaysWhatIsWrong(string architecture, string expected, string? mapping) =>
        Assert.StartsWith(expected, await RunAsync(Arguments(architecture, mapping)), StringComparison.Ordinal);

    /// <summary>A model maps, is told what overflows, mends it and then proposes: all in one conversation with a real server.</summary>
    [Fact]
    public async Task ProposeAsync_ModelThatMaps_GetsDiagnosticsAndCostsBack()
    {
        await using var bench = new DesignerBench(
            fixture.Tools, DesignerReplies.Calls(("map_gemm", Arguments(Architecture, Overflowing))), DesignerReplies.Calls(("map_gemm", Arguments(Architecture, Fitting)), ("map_gemm", """{"m": 8, "k": 16, "n": 8, "objective": "latency"}""")),
            Serve.Text(DesignerReplies.Parameters())) { Options = new LlmDesignerOptions { MaxToolCalls = 6 } };

        var proposal = await bench.Designer().ProposeAsync([], Token);

        Assert.True(proposal!.Candidate is not null, string.Join('\n', proposal.Diagnostics));
        Assert.Contains("nest.capacity", bench.Turn(1, -1), StringComparison.Ordinal);
        Assert.Matches(@"^\d+ cycles \(\d+ of work", bench.Turn(2, -2));
        Assert.Contains("proven optimal for these buffers", bench.Turn(2, -1), StringComparison.Ordinal);
    }

    private static string Arguments(string architecture, string? mapping) =>
        JsonSerializer.Serialize(new Dictionary<string, object?> { ["m"] = 64, ["k"] = 64, ["n"] = 64, ["objective"] = "latency", ["architecture"] = architecture, ["mapping"] = mapping });

    private async Task<string> RunAsync(string arguments)
    {
        await using var bench = new DesignerBench(fixture.Tools);
        var tools = new DesignTools(fixture.Tools, bench.Pricing, new LlmDesignerOptions { MaxToolResultCharacters = 20_000 });
        var start = bench.Pricing.Price(bench.Pricing.DefaultParameters, null).Value!;
        return await tools.RunAsync(new ToolCall("call_0", "map_gemm", arguments), new DesignContext(start, [], null), Token);
    }
}
