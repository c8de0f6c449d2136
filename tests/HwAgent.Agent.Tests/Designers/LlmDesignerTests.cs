using HwAgent.Agent.Designers;
using HwAgent.Agent.Loop;
using HwAgent.Agent.Tests.Llm;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Specification;
using HwAgent.Evaluation.Contracts;
using HwAgent.Evaluation.Stages;

namespace HwAgent.Agent.Tests.Designers;

[Collection(RtlToolsTests.Name)]
public sealed class LlmDesignerTests(RtlToolsFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ProposeAsync_GoodParameters_AreACandidateWithTheBestMappings()
    {
        await using var bench = new DesignerBench(fixture.Tools, Serve.Text(DesignerReplies.Parameters()));

        var proposal = await bench.Designer().ProposeAsync([], Token);

        var candidate = proposal!.Candidate!;
        Assert.Equal(("parameters", "001", "A small array is enough."), (proposal.Kind, candidate.Id, candidate.Rationale));
        Assert.EndsWith("#small", candidate.Origin, StringComparison.Ordinal);
        Assert.Equal((4, 4, 64, ArrayDataflow.OutputStationary), (candidate.Point.Parameters.Rows, candidate.Point.Parameters.Columns, candidate.Point.Parameters.BusBits, candidate.Point.Parameters.Dataflow));
        Assert.Empty(MappingValidation.Validate(candidate.Point.Parameters, bench.Tasks[0], candidate.Point.Tasks[0].Mapping));
        Assert.True(candidate.Point.LatencyCycles > 0);
    }

    [Fact]
    public async Task ProposeAsync_ParametersWithMappings_AreTakenAsTheyAre()
    {
        await using var bench = new DesignerBench(fixture.Tools, Serve.Text(DesignerReplies.Parameters(mappings: """[{"task": "fc", "block_rows": 4, "block_columns": 8, "block_depth": 8, "order": "columns_outer"}]""")));

        var proposal = await bench.Designer().ProposeAsync([], Token);

        Assert.Equal(new GemmMapping(4, 8, 8, BlockOrder.ColumnsOuter), proposal!.Candidate!.Point.Tasks.Single().Mapping);
    }

    [Fact]
    public async Task ProposeAsync_Request_HasTheSchemaTheSeedAndTheState()
    {
        await using var bench = new DesignerBench(fixture.Tools, Serve.Text(DesignerReplies.Parameters())) { Options = new LlmDesignerOptions() };

        await bench.Designer().ProposeAsync([], Token);

        var request = bench.Requests.Single().Json;
        var format = request.GetProperty("response_format").GetProperty("json_schema");
        Assert.True(format.GetProperty("strict").GetBoolean());
        Assert.Equal(["parameters", "unit"], format.GetProperty("schema").GetProperty("properties").GetProperty("kind").GetProperty("enum").EnumerateArray().Select(k => k.GetString()));
        Assert.Equal(1, request.GetProperty("seed").GetInt32());
        Assert.Equal(
            ["cost_model", "map_gemm", "synthesise", "lint", "simulate", "read_template", "read_contract", "list_units"],
            request.GetProperty("tools").EnumerateArray().Select(t => t.GetProperty("function").GetProperty("name").GetString()));
        Assert.Contains("cost_model, map_gemm, synthesise", bench.Turn(0, 0), StringComparison.Ordinal);
        Assert.Contains("fc: M 8, K 16, N 8, x1, 8-bit weights", bench.Turn(0, 1), StringComparison.Ordinal);
        Assert.Contains("A starting point, predicted", bench.Turn(0, 1), StringComparison.Ordinal);
        Assert.Contains("4 proposals are left", bench.Turn(0, 1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"rows": 3}""", "reply.schema", "parameters.rows is 3, must be at least 4.")]
    [InlineData("""{"dataflow": "row_stationary"}""", "reply.schema", "must be one of \"output_stationary\", \"weight_stationary\"")]
    [InlineData("""{"output_rows": 4, "rows": 8}""", "parameters.output-rows", "less than one tile of 8 rows")]
    [InlineData("""{"max_weight_bits": 4, "min_weight_bits": 4}""", "mapping.weight-bits", "8-bit weights are outside the hardware's 4 to 4 bits")]
    public async Task ProposeAsync_BadParameters_AreRepairedFromTheDiagnostics(string change, string code, string message)
    {
        await using var bench = new DesignerBench(fixture.Tools, Serve.Text(DesignerReplies.Parameters(change)), Serve.Text(DesignerReplies.Parameters()));
        var designer = bench.Designer();

        var bad = await designer.ProposeAsync([], Token);
        var good = await designer.ProposeAsync([new Attempt(1, bad!, null)], Token);

        Assert.Null(bad!.Candidate);
        Assert.Equal(code, bad.Diagnostics[0].Code);
        Assert.NotNull(good!.Candidate);
        Assert.Equal("002", good.Candidate.Id);
        Assert.Contains("\"kind\"", bench.Turn(1, 2), StringComparison.Ordinal);
        Assert.Contains(message, bench.Turn(1, -1), StringComparison.Ordinal);
        Assert.Contains("3 ", bench.Turn(1, -1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"kind\": \"parameters\", \"rationale\": ", "reply.truncated")]
    [InlineData("I would use a 16x16 array.", "reply.no-json")]
    [InlineData("", "reply.empty")]
    public async Task ProposeAsync_MalformedReply_IsAskedForAgainInTheRightForm(string text, string code)
    {
        await using var bench = new DesignerBench(fixture.Tools, Serve.Text(text), Serve.Text(DesignerReplies.Parameters()));
        var designer = bench.Designer();

        var bad = await designer.ProposeAsync([], Token);
        var good = await designer.ProposeAsync([new Attempt(1, bad!, null)], Token);

        Assert.Equal(code, bad!.Diagnostics.Single().Code);
        Assert.StartsWith("No answer could be taken from your reply.", bench.Turn(1, -1), StringComparison.Ordinal);
        Assert.NotNull(good!.Candidate);
    }

    [Fact]
    public async Task ProposeAsync_UnitInJson_GoesIntoTheBestDesign()
    {
        await using var bench = new DesignerBench(
            fixture.Tools, Serve.Text(DesignerReplies.Parameters()), Serve.Text(DesignerReplies.Unit("hwa_requantiser", DesignerReplies.Requantiser())), Serve.Text(DesignerReplies.Parameters("""{"rows": 8}""")));
        var designer = bench.Designer();

        var first = await bench.CheckAsync(1, await designer.ProposeAsync([], Token), Token);
        var second = await bench.CheckAsync(2, await designer.ProposeAsync([first], Token), Token);
        var third = await designer.ProposeAsync([first, second], Token);

        Assert.True(first.Evaluation!.IsCorrect, string.Join('\n', first.Failures));
        Assert.Equal("unit", second.Proposal.Kind);
        Assert.Same(first.Proposal.Candidate!.Point, second.Proposal.Candidate!.Point);
        Assert.True(second.Evaluation!.IsCorrect, string.Join('\n', second.Failures));
        Assert.Equal(["hwa_requantiser"], second.Evaluation.ProposedUnits);
        Assert.Contains("Best so far, 001: ", bench.Turn(1, 1), StringComparison.Ordinal);
        Assert.Contains("with new hwa_requantiser; ", bench.Turn(2, 1), StringComparison.Ordinal);
        // The better of the two is the basis; a unit in it stays in, because the contract did not change.
        var isBetter = second.Evaluation.Score!.AreaGateEquivalents < first.Evaluation.Score!.AreaGateEquivalents;
        Assert.Equal(isBetter ? ["hwa_requantiser.sv"] : [], third!.Candidate!.Units.Select(u => u.Name));
    }

    [Fact]
    public async Task ProposeAsync_WrongUnit_IsRepairedFromTheFirstWrongOutput()
    {
        await using var bench = new DesignerBench(
            fixture.Tools, Serve.Text(DesignerReplies.Fenced(DesignerReplies.WrongRequantiser)), Serve.Text(DesignerReplies.Fenced(DesignerReplies.Requantiser())))
        { Options = SmallUnit(fixture) };
        var designer = bench.Designer();

        var wrong = await bench.CheckAsync(1, await designer.ProposeAsync([], Token), Token);
        var right = await bench.CheckAsync(2, await designer.ProposeAsync([wrong], Token), Token);

        Assert.False(wrong.Evaluation!.IsCorrect);
        Assert.Contains("module hwa_requantiser\n", bench.Turn(0, 1), StringComparison.Ordinal);
        Assert.Contains("gate equivalents", bench.Turn(0, 1), StringComparison.Ordinal);
        Assert.Equal(4, bench.Requests[1].Json.GetProperty("messages").GetArrayLength());
        Assert.Contains("~product_q[48]", bench.Turn(1, 2), StringComparison.Ordinal);
        var repair = bench.Turn(1, -1);
        Assert.Matches(@"First wrong output: vector \d+, cycle \d+, port data_o\n  inputs   .*sum_i", repair);
        Assert.Matches(@"\n  expected -?\d+\n  actual   -?\d+\n", repair);
        Assert.Contains("Answer with module hwa_requantiser, whole.", repair, StringComparison.Ordinal);
        Assert.True(right.Evaluation!.IsCorrect, string.Join('\n', right.Failures));
        Assert.Equal("The sum is split.", right.Proposal.Candidate!.Rationale);
    }

    [Theory]
    [InlineData("  initial $finish;\nendmodule", "$finish")]
    [InlineData("  import \"DPI-C\" function int system(input string s);\nendmodule", "DPI")]
    public async Task ProposeAsync_HostileUnit_IsRefusedByThePolicyAndSaidSo(string end, string what)
    {
        await using var bench = new DesignerBench(
            fixture.Tools, Serve.Text(DesignerReplies.Fenced(DesignerReplies.Requantiser().Replace("endmodule", end, StringComparison.Ordinal))), Serve.Text(DesignerReplies.Fenced(DesignerReplies.Requantiser())))
        { Options = SmallUnit(fixture) };
        var designer = bench.Designer();

        var refused = await bench.CheckAsync(1, await designer.ProposeAsync([], Token), Token);
        await designer.ProposeAsync([refused], Token);

        Assert.Equal(Stage.Policy, refused.Evaluation!.Stages[^1].Stage);
        Assert.StartsWith("The policy check failed.", bench.Turn(1, -1), StringComparison.Ordinal);
        Assert.Contains(what, bench.Turn(1, -1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProposeAsync_ToolCalls_AreRunAndAnsweredUntilTheBudgetIsSpent()
    {
        await using var bench = new DesignerBench(
            fixture.Tools,
            DesignerReplies.Calls(("cost_model", """{"parameters": {"rows": 8}}"""), ("shell", """{"command": "ls"}""")),
            DesignerReplies.Calls(("cost_model", """{"parameters": {"rows": 2}"""), ("list_units", "{}")),
            Serve.Text(DesignerReplies.Parameters()))
        { Options = new LlmDesignerOptions { MaxToolCalls = 3 } };

        var proposal = await bench.Designer().ProposeAsync([], Token);

        Assert.NotNull(proposal!.Candidate);
        Assert.StartsWith("latency ", bench.Turn(1, -2), StringComparison.Ordinal);
        Assert.StartsWith("error: there is no tool 'shell'", bench.Turn(1, -1), StringComparison.Ordinal);
        Assert.StartsWith("error: the arguments are no JSON object", bench.Turn(2, -2), StringComparison.Ordinal);
        Assert.Equal("Not run.\nAll 3 tool calls of this proposal are used up; answer now.", bench.Turn(2, -1));
        Assert.True(bench.Requests[1].Json.TryGetProperty("tools", out _));
        Assert.False(bench.Requests[2].Json.TryGetProperty("tools", out _));
    }

    [Fact]
    public async Task ProposeAsync_FailuresInARow_EscalateThroughTheCascadeAndThenStartAgain()
    {
        await using var bench = new DesignerBench(fixture.Tools, Serve.Text("no idea")) { Models = ["small", "big"], Options = new LlmDesignerOptions { MaxToolCalls = 0, FailuresPerModel = 2 } };
        var designer = bench.Designer();
        var attempts = new List<Attempt>();

        for (var i = 1; i <= 6; i++) attempts.Add(new Attempt(i, (await designer.ProposeAsync(attempts, Token))!, null));

        Assert.Equal(["small", "small", "big", "big", "small", "small"], bench.Requests.Select(r => r.Json.GetProperty("model").GetString()));
        Assert.Equal([2, 4, 4, 4, 2, 4], bench.Requests.Select(r => r.Json.GetProperty("messages").GetArrayLength()));
    }

    [Fact]
    public async Task ProposeAsync_VitPrompt_FitsSixThousandTokens()
    {
        var workload = new WorkloadSpec { Preset = "vit-b16" };
        await using var bench = new DesignerBench(fixture.Tools, Serve.Text(DesignerReplies.Parameters()))
        {
            Spec = new DesignSpec { Name = "vit", Workload = workload, Budget = new Budget { AreaGateEquivalents = 800_000, OnChipKib = 256 } },
        };

        await bench.Designer().ProposeAsync([], Token);

        Assert.Contains("M 197, K 768, N 3072", bench.Turn(0, 1), StringComparison.Ordinal);
        // Four characters a token is a usual estimate for English and low for numbers.
        Assert.InRange(bench.Turn(0, 0).Length + bench.Turn(0, 1).Length, 3000, 3 * 6000);
    }

    [Fact]
    public async Task ProposeAsync_SameDesignAgain_IsAFailureThatSaysSo()
    {
        await using var bench = new DesignerBench(fixture.Tools, Serve.Text(DesignerReplies.Parameters()));
        var designer = bench.Designer();
        var first = await bench.CheckAsync(1, await designer.ProposeAsync([], Token), Token);

        var second = await designer.ProposeAsync([first], Token);
        await designer.ProposeAsync([first, new Attempt(2, second!, null)], Token);

        Assert.Null(second!.Candidate);
        Assert.StartsWith("This is candidate 001 again: ", second.Diagnostics.Single().Message, StringComparison.Ordinal);
        Assert.StartsWith("The proposal check failed.", bench.Turn(2, -1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProposeAsync_ParametersOnly_OffersNoUnitsAndRefusesThem()
    {
        await using var bench = new DesignerBench(fixture.Tools, Serve.Text(DesignerReplies.Unit("hwa_requantiser", DesignerReplies.Requantiser()))) { Options = new LlmDesignerOptions { ParametersOnly = true } };

        var proposal = await bench.Designer().ProposeAsync([], Token);

        Assert.Null(proposal!.Candidate);
        Assert.Contains(proposal.Diagnostics, d => d.Message == "kind is \"unit\", must be one of \"parameters\".");
        Assert.Equal(3, bench.Requests.Single().Json.GetProperty("tools").GetArrayLength());
        Assert.DoesNotContain("For a unit", bench.Turn(0, 1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ArrayDataflow.OutputStationary)]
    [InlineData(ArrayDataflow.WeightStationary)]
    public async Task ProposeAsync_EveryUnitWithAContract_CanBeAskedFor(ArrayDataflow dataflow)
    {
        await using var pricing = new DesignerBench(fixture.Tools);
        var start = pricing.Pricing.Price(Small with { Dataflow = dataflow, Rows = 8, HasTable = true, HasResidual = true }, null).Value!;
        foreach (var unit in UnitContracts.All(start.Parameters).Select(c => c.Module))
        {
            await using var bench = new DesignerBench(fixture.Tools, Serve.Text("no idea")) { Options = new LlmDesignerOptions { MaxToolCalls = 0, Unit = unit, StartingPoint = start } };

            await bench.Designer().ProposeAsync([], Token);

            Assert.Contains($"Write module {unit} anew.", bench.Turn(0, 1), StringComparison.Ordinal);
            Assert.Matches(@"synthesises to \d+ gate equivalents", bench.Turn(0, 1));
        }
    }

    [Fact]
    public async Task Constructor_BadArguments_SaysWhatIsWrong()
    {
        Assert.Contains("There is no contract for hwa_nothing", await ProblemAsync(new LlmDesignerOptions { Unit = "hwa_nothing" }), StringComparison.Ordinal);
        Assert.Contains("There is no contract for hwa_pe_ws", await ProblemAsync(new LlmDesignerOptions { Unit = "hwa_pe_ws" }), StringComparison.Ordinal);
        Assert.Contains("Only parameters may be proposed", await ProblemAsync(new LlmDesignerOptions { Unit = "hwa_fifo", ParametersOnly = true }), StringComparison.Ordinal);
        Assert.Contains("FailuresPerModel", await ProblemAsync(new LlmDesignerOptions { FailuresPerModel = 0 }), StringComparison.Ordinal);
        Assert.Contains("MaxToolCalls", await ProblemAsync(new LlmDesignerOptions { MaxToolCalls = -1 }), StringComparison.Ordinal);

        async Task<string> ProblemAsync(LlmDesignerOptions options)
        {
            await using var bench = new DesignerBench(fixture.Tools, Serve.Text("")) { Options = options };
            return Assert.ThrowsAny<ArgumentException>(() => bench.Designer()).Message;
        }
    }

    private static AcceleratorParameters Small { get; } = new()
    {
        Rows = 4, Columns = 4, BusBits = 64, ActivationWords = 16, WeightWords = 32, AccumulatorRows = 32, OutputRows = 32, ParameterTiles = 2, HasTable = false, HasResidual = false,
    };

    private static LlmDesignerOptions SmallUnit(RtlToolsFixture fixture) =>
        new() { MaxToolCalls = 0, Unit = "hwa_requantiser", StartingPoint = new DesignerBench(fixture.Tools).Pricing.Price(Small, null).Value };
}
