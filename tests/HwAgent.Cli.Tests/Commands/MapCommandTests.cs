using System.Text.Json;
using Google.Protobuf;
using Onnx;

namespace HwAgent.Cli.Tests.Commands;

/// <summary><c>hwagent map</c> as a script and as a person see it.</summary>
public sealed class MapCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string In(string name) => Path.Combine(_folder.Path, name);

    [Fact]
    public async Task Run_Product_CyclesAreNeverFewerThanBytesOverBandwidth()
    {
        var outcome = await MapAsync("48x64x96", "--arch", "edge-16x16", "--json");

        var totals = outcome.GetProperty("totals");
        Assert.Equal(48 * 64 * 96, outcome.GetProperty("macs").GetInt64());
        // 16 bytes a cycle, 256 multipliers; every operand crosses once at least.
        Assert.True(totals.GetProperty("dramBytes").GetInt64() >= 48 * 64 + 64 * 96 + 48 * 96);
        Assert.True(totals.GetProperty("cycles").GetInt64() * 16 >= totals.GetProperty("dramBytes").GetInt64());
        Assert.True(totals.GetProperty("cycles").GetInt64() * 256 >= 48 * 64 * 96);
    }

    [Fact]
    public async Task Run_ProductPiped_ShowsTheNestItsLevelsAndTheTotal()
    {
        var result = await HwAgentProcess.RunAsync("map", "48x64x96", "--arch", "edge-16x16");

        Assert.True(result.ExitCode == 0, result.Error);
        foreach (var text in (string[])["dram", "buffer", "register", "cycles: compute", "total:", "DRAM bytes"]) Assert.Contains(text, result.Output);
        Assert.DoesNotContain("\u001b", result.Output);
    }

    [Fact]
    public async Task Run_OutThenEvaluate_TheWrittenMappingCostsTheSame()
    {
        var found = await MapAsync("40x56x72", "--arch", "edge-16x16", "--objective", "energy", "--json", "--out", In("map"));

        Assert.Equal(["mapping.yaml", "operators.csv", "report.html", "schedule.json"], Directory.GetFiles(In("map")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var costed = await MapAsync("--evaluate", In("map/mapping.yaml"), "--objective", "energy", "--json");
        Assert.Equal(found.GetProperty("totals").GetRawText(), costed.GetProperty("totals").GetRawText());
        Assert.Equal(found.GetProperty("operators")[0].GetProperty("cost").GetRawText(), costed.GetProperty("operators")[0].GetProperty("cost").GetRawText());
        using var written = JsonDocument.Parse(await File.ReadAllTextAsync(In("map/schedule.json"), TestContext.Current.CancellationToken));
        Assert.Equal(found.GetProperty("totals").GetRawText(), written.RootElement.GetProperty("totals").GetRawText());
    }

    [Fact]
    public async Task Run_EmitTimeloop_ItsFilesReadBackToTheSameCost()
    {
        var found = await MapAsync("32x64x96", "--arch", "edge-16x16", "--json", "--emit", "timeloop", "--out", In("tl"));

        var costed = await MapAsync(In("tl/timeloop-problem.yaml"), "--arch", In("tl/timeloop-architecture.yaml"), "--energies", In("tl/timeloop-ert.yaml"), "--evaluate", In("tl/timeloop-mapping.yaml"), "--json");
        Assert.Equal(found.GetProperty("operators")[0].GetProperty("cost").GetProperty("computeCycles").GetInt64(), costed.GetProperty("operators")[0].GetProperty("cost").GetProperty("computeCycles").GetInt64());
    }

    [Fact]
    public async Task Run_ArchitectureWithRowsAndBanks_CountsThemWithTheLayoutItChose()
    {
        var banks = await MapAsync("48x64x96", "--arch", "edge-16x16-lpddr4", "--json", "--out", In("banks"));
        var lines = await MapAsync("48x64x96", "--arch", "edge-16x16-lpddr4", "--layout", "row-major", "--json");
        var plain = await MapAsync("48x64x96", "--arch", "edge-16x16-lpddr4", "--dram", "bandwidth", "--json");

        Assert.Equal(("banks", "bandwidth"), (banks.GetProperty("dramAccount").GetString(), plain.GetProperty("dramAccount").GetString()));
        Assert.False(plain.GetProperty("operators")[0].TryGetProperty("dram", out var none) && none.ValueKind != JsonValueKind.Null);
        // The default objective is energy times latency: the bandwidth's is the least, that of one kind of layout the most.
        Assert.True(Figure(plain) < Figure(banks) && Figure(banks) <= Figure(lines), $"{Figure(plain)} {Figure(banks)} {Figure(lines)}");
        var tensors = banks.GetProperty("operators")[0].GetProperty("dram").GetProperty("tensors").EnumerateArray().ToList();
        Assert.Equal(["Inputs", "Weights", "Outputs"], tensors.Select(t => t.GetProperty("layout").GetString()!.Split('[', ' ')[0]));
        // Each byte of the three tensors crosses once at least, 64 to a burst.
        Assert.True(tensors.Sum(t => t.GetProperty("readBursts").GetInt64() + t.GetProperty("writtenBursts").GetInt64()) * 64 >= 48 * 64 + 64 * 96 + 48 * 96);
        Assert.All(tensors, t => Assert.Equal(t.GetProperty("readBursts").GetInt64() + t.GetProperty("writtenBursts").GetInt64(), t.GetProperty("rowHits").GetInt64() + t.GetProperty("rowMisses").GetInt64()));
        var page = await File.ReadAllTextAsync(In("banks/report.html"), TestContext.Current.CancellationToken);
        foreach (var text in (string[])["Off-chip memory", "LPDDR4-3200 x32", tensors[1].GetProperty("layout").GetString()!]) Assert.Contains(text, page);

        // The mapping that is written costs the same, rows and all.
        var costed = await MapAsync("--evaluate", In("banks/mapping.yaml"), "--json");
        Assert.Equal(banks.GetProperty("totals").GetRawText(), costed.GetProperty("totals").GetRawText());

        static double Figure(JsonElement outcome) => outcome.GetProperty("totals").GetProperty("cycles").GetInt64() * outcome.GetProperty("totals").GetProperty("energyPicojoules").GetDouble();
    }

    /// <summary>A fused schedule is held to the same account as a product; the layouts of its products are those that were asked for.</summary>
    [Fact]
    public async Task Run_WorkloadOnRowsAndBanks_CountsThemInEveryGroup()
    {
        var banks = await MapAsync("deit-s", "--arch", "edge-16x16-lpddr4", "--objective", "latency", "--layout", "row-major", "--json");
        var plain = await MapAsync("deit-s", "--arch", "edge-16x16-lpddr4", "--objective", "latency", "--dram", "bandwidth", "--json");

        Assert.Equal(("banks", "bandwidth"), (banks.GetProperty("dramAccount").GetString(), plain.GetProperty("dramAccount").GetString()));
        Assert.True(Cycles(banks, "totals") > Cycles(plain, "totals") && Cycles(banks, "unfused") > Cycles(plain, "unfused") && Cycles(banks, "bound") >= Cycles(plain, "bound"));
        var products = banks.GetProperty("operators").EnumerateArray().Where(o => o.TryGetProperty("dram", out var dram) && dram.ValueKind == JsonValueKind.Object).ToList();
        Assert.True(products.Count > 6, $"{products.Count}");
        Assert.All(products.SelectMany(p => p.GetProperty("dram").GetProperty("tensors").EnumerateArray()), t => Assert.DoesNotContain("in tiles", t.GetProperty("layout").GetString()));

        static long Cycles(JsonElement outcome, string name) => outcome.GetProperty(name).GetProperty("cycles").GetInt64();
    }

    [Theory]
    [InlineData("8x8x8", "edge-16x16", "--dram", "banks", "edge-16x16 does not say what its dram is made of")]
    [InlineData("8x8x8", "edge-16x16", "--layout", "tile-major", "edge-16x16-lpddr4")]
    public async Task Run_BanksThatCannotCount_SaysWhy(string workload, string architecture, string option, string value, string hint)
    {
        var result = await HwAgentProcess.RunAsync("map", workload, "--arch", architecture, option, value);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(hint, result.Error);
        Assert.Equal("", result.Output);
    }

    [Fact]
    public async Task Run_DramLayouts_ComparesThemWithAndWithoutAGeometry()
    {
        foreach (var architecture in (string[])["edge-16x16", "edge-16x16-ddr4"])
        {
            var outcome = await MapAsync("48x64x96", "--arch", architecture, "--dram-layouts", "--json");
            var layouts = outcome.GetProperty("operators")[0].GetProperty("dramLayouts").EnumerateArray().ToList();
            Assert.Equal(27, layouts.Count);
            var speeds = layouts.Select(l => l.GetProperty("bytesPerSecond").GetDouble()).ToList();
            Assert.Equal(speeds.OrderDescending(), speeds);
            Assert.InRange(speeds[0], speeds[^1], 19.2e9);
        }
    }

    [Fact]
    public async Task Run_Workload_FusionNeverMovesMoreAndTheSumIsTheTotal()
    {
        var outcome = await MapAsync("vit-b16", "--arch", "edge-16x16", "--json");

        var totals = outcome.GetProperty("totals");
        Assert.True(totals.GetProperty("cycles").GetInt64() <= outcome.GetProperty("unfused").GetProperty("cycles").GetInt64());
        Assert.True(totals.GetProperty("cycles").GetInt64() >= outcome.GetProperty("bound").GetProperty("cycles").GetInt64());
        var groups = outcome.GetProperty("groups").EnumerateArray().Sum(g => g.GetProperty("repeats").GetInt64() * g.GetProperty("totals").GetProperty("cycles").GetInt64());
        Assert.Equal(totals.GetProperty("cycles").GetInt64(), groups);
        Assert.Equal(17_563_828_224, outcome.GetProperty("macs").GetInt64()); // the products of timm's vit_base_patch16_224
    }

    [Fact]
    public async Task Run_WorkloadOnThreeLevels_IsFusedAndCountsTheVectorUnit()
    {
        var outcome = await MapAsync("vit-b16", "--arch", "three-level", "--json");

        Assert.True(outcome.GetProperty("hasVectorUnit").GetBoolean());
        Assert.Equal(17_563_828_224, outcome.GetProperty("macs").GetInt64());
        var (totals, unfused) = (outcome.GetProperty("totals"), outcome.GetProperty("unfused"));
        Assert.True(Product(totals) <= Product(unfused));
        Assert.True(totals.GetProperty("dramBytes").GetInt64() < unfused.GetProperty("dramBytes").GetInt64());
        // 32 bytes a cycle, 512 multipliers.
        Assert.True(totals.GetProperty("cycles").GetInt64() * 32 >= totals.GetProperty("dramBytes").GetInt64());
        Assert.True(totals.GetProperty("cycles").GetInt64() * 512 >= 17_563_828_224);
        var groups = outcome.GetProperty("groups").EnumerateArray().Select(g => g.GetProperty("operators").EnumerateArray().Select(o => o.GetString()).ToArray());
        Assert.Contains(groups, g => g.Contains("vision.block.attn.scores") && g.Contains("vision.block.attn.softmax") && g.Contains("vision.block.attn.values"));

        static double Product(JsonElement totals) => totals.GetProperty("cycles").GetInt64() * totals.GetProperty("energyPicojoules").GetDouble();
    }

    [Fact]
    public async Task Run_ScaleSimConfiguration_GivesItsCycles()
    {
        var config = _folder.Write("scale.cfg", "[general]\nrun_name = small\n[architecture_presets]\nArrayHeight: 16\nArrayWidth: 16\nIfmapSramSzkB: 64\nFilterSramSzkB: 64\nOfmapSramSzkB: 128\nDataflow: ws\nBandwidth: 16\n");
        var rows = await MapAsync("197x768x768", "--arch", config, "--json");

        // What SCALE-Sim v2 (22f88b1) printed for this product on this array: ceil(768/16)^2 * (197 + 2*16 + 16 - 2) - 1.
        Assert.Equal(559_871, rows[0].GetProperty("cycles").GetInt64());
    }

    [Fact]
    public async Task Run_OnnxModel_MapsItsProductsWithTheirWidths()
    {
        // Dimensions of the graph's input, weights and result; the activation in between is no product.
        var model = new ModelProto { IrVersion = 8, Graph = new GraphProto { Name = "graph" } };
        model.Graph.Input.Add(Shape("x", 30, 48));
        model.Graph.Initializer.Add(new TensorProto { Name = "w", DataType = 1, Dims = { 48, 56 } });
        model.Graph.Node.Add(new NodeProto { OpType = "MatMul", Input = { "x", "w" }, Output = { "y" } });
        model.Graph.Node.Add(new NodeProto { OpType = "Relu", Input = { "y" }, Output = { "z" } });
        await File.WriteAllBytesAsync(In("model.onnx"), model.ToByteArray(), TestContext.Current.CancellationToken);

        var result = await HwAgentProcess.RunAsync("map", In("model.onnx"), "--arch", "edge-16x16", "--weight-bits", "4", "--json");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("left out: 1 Relu", result.Error);
        using var outcome = JsonDocument.Parse(result.Output);
        var product = await MapAsync("30x48x56", "--arch", "edge-16x16", "--weight-bits", "4", "--json");
        Assert.Equal(product.GetProperty("totals").GetRawText(), outcome.RootElement.GetProperty("totals").GetRawText());

        static ValueInfoProto Shape(string name, params long[] sizes) => new()
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1, Shape = new TensorShapeProto { Dim = { sizes.Select(s => new TensorShapeProto.Types.Dimension { DimValue = s }) } } } },
        };
    }

    [Theory]
    [InlineData("0x4x4", "a size of")]
    [InlineData("vit-b61", "vit-b16")]
    [InlineData("none.yaml", "none.yaml")]
    public async Task Run_UnknownWorkload_SaysWhatIsWrong(string workload, string hint)
    {
        var result = await HwAgentProcess.RunAsync("map", workload, "--arch", "edge-16x16", "--out", In("none"));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(hint, result.Error);
        Assert.Equal("", result.Output);
        Assert.False(Directory.Exists(In("none")));
    }

    [Theory]
    [InlineData("is no product MxKxN, no file, no folder and no preset", "8x8", "--arch", "edge-16x16")]
    [InlineData("more than 2^52 multiply-accumulates", "1000000000x1000000000x1", "--arch", "edge-16x16")]
    [InlineData("this is a folder", "8x8x8", "--arch", ".")]
    [InlineData("--threads: give 1 or more", "8x8x8", "--arch", "edge-16x16", "--threads", "0")]
    [InlineData("--out is empty", "8x8x8", "--arch", "edge-16x16", "--out", "")]
    [InlineData("--top takes one product", "vit-b16", "--arch", "edge-16x16", "--top", "2")]
    [InlineData("--pareto is for a search", "--evaluate", "none.yaml", "--pareto")]
    [InlineData("there is no such file", "8x8x8", "--arch", "edge-16x16", "--constraints", "none.yaml")]
    public async Task Run_MistakeOnTheCommandLine_IsNamedAndWritesNothing(string hint, params string[] arguments)
    {
        var result = await HwAgentProcess.RunAsync(["map", .. arguments]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(hint, result.Error);
        Assert.Contains("->", result.Error);
        Assert.Equal("", result.Output);
    }

    [Fact]
    public async Task Run_Constraints_AreKeptNamedInTheMappingAndHeldAgainstOthers()
    {
        var constraints = _folder.Write("c.yaml", "constraints: [{level: buffer, spatial: {N: 4}}]\n");
        var free = await MapAsync("64x64x64", "--arch", "edge-16x16", "--json", "--out", In("free"));
        var found = await MapAsync("64x64x64", "--arch", "edge-16x16", "--constraints", constraints, "--json", "--out", In("four"));

        // A quarter of the columns is four times the steps, at least.
        Assert.True(Compute(found) >= 64 * 64 * 64 / 64, $"{Compute(found)}");
        Assert.True(Compute(free) < Compute(found));
        Assert.Equal(found.GetProperty("totals").GetRawText(), (await MapAsync("--evaluate", In("four/mapping.yaml"), "--json")).GetProperty("totals").GetRawText());
        var refused = await HwAgentProcess.RunAsync("map", "--evaluate", In("free/mapping.yaml"), "--constraints", constraints);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("nest.constraint", refused.Error);

        static long Compute(JsonElement outcome) => outcome.GetProperty("operators")[0].GetProperty("cost").GetProperty("computeCycles").GetInt64();
    }

    /// <summary>A Timeloop design calls the tensors what the problem calls them, in a search, a sweep and for a given mapping.</summary>
    [Fact]
    public async Task Run_ArchitectureWithTheDataSpacesOfTheProblem_IsRead()
    {
        var problem = _folder.Write("p.yaml", """
            problem:
              version: 0.4
              shape:
                name: own
                dimensions: [P, Q, R]
                data_spaces: [{name: X, projection: [[[P]], [[R]]]}, {name: Y, projection: [[[R]], [[Q]]]}, {name: Out, projection: [[[P]], [[Q]]], read_write: True}]
              instance: {P: 16, Q: 16, R: 16}
            """);
        var arch = _folder.Write("a.yaml", """
            architecture:
              version: 0.4
              nodes:
              - !Component {name: DRAM, class: DRAM, attributes: {width: 64, datawidth: 8}}
              - !Component {name: GB, class: SRAM, attributes: {width: 64, depth: 1024, datawidth: 8}, constraints: {dataspace: {bypass: [X]}, temporal: {no_iteration_over_dataspaces: [Y]}}}
              - !Component {name: mac, class: mac, attributes: {datawidth: 8}}
            """);

        var found = await MapAsync(problem, "--arch", arch, "--json", "--out", In("own"));

        Assert.Matches(@"GB: Y \d+ B, Out \d+ B", found.GetProperty("operators")[0].GetProperty("nestText").GetString());
        Assert.Equal(found.GetProperty("totals").GetRawText(), (await MapAsync("--evaluate", In("own/mapping.yaml"), "--json")).GetProperty("totals").GetRawText());
        var swept = await HwAgentProcess.RunAsync("arch", "sweep", problem, "--arch", arch, "--buffer", "4KiB,8KiB");
        Assert.True(swept.ExitCode == 0, swept.Error);
        var unknown = await HwAgentProcess.RunAsync("map", "16x16x16", "--arch", arch);
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("'X' is no known data space", unknown.Error);
        Assert.Contains("-> call the data spaces Inputs, Weights, Outputs as 16x16x16 does", unknown.Error);
    }

    [Fact]
    public async Task Run_EvaluateWithAProblemBesideTheMappingsOwn_RefusesToChoose()
    {
        await MapAsync("8x8x8", "--arch", "edge-16x16", "--json", "--out", In("map"));

        foreach (var (arguments, hint) in ((string[], string)[])[(["9x9x9"], "has a problem of its own"), (["--arch", "edge-16x16"], "has an architecture of its own")])
        {
            var result = await HwAgentProcess.RunAsync(["map", "--evaluate", In("map/mapping.yaml"), .. arguments]);
            Assert.Equal((1, ""), (result.ExitCode, result.Output));
            Assert.Contains(hint, result.Error);
        }
    }

    [Fact]
    public async Task Run_NamesThatAreNoWords_SurviveEveryFile()
    {
        var text = (await HwAgentProcess.RunAsync("map", "16x16x16", "--arch", "edge-16x16", "--json", "--out", In("plain"))).ExitCode == 0 ? await File.ReadAllTextAsync(In("plain/mapping.yaml"), TestContext.Current.CancellationToken) : "";
        var odd = _folder.Write("odd.yaml", text.Replace("buffer\n", "\"<b>shared &amp; glb</b>[0..15]\"\n", StringComparison.Ordinal).Replace("columns", "\"the, columns\"", StringComparison.Ordinal));

        var costed = await MapAsync("--evaluate", odd, "--json", "--emit", "timeloop", "--out", In("odd"));

        Assert.Equal("<b>shared &amp; glb</b>[0..15]", costed.GetProperty("operators")[0].GetProperty("cost").GetProperty("levels")[1].GetProperty("name").GetString());
        Assert.Equal(costed.GetProperty("totals").GetRawText(), (await MapAsync("--evaluate", In("odd/mapping.yaml"), "--json")).GetProperty("totals").GetRawText());
        // What a name holds is text on the page, never part of it.
        Assert.DoesNotContain("<b>shared", await File.ReadAllTextAsync(In("odd/report.html"), TestContext.Current.CancellationToken));
        var emitted = await MapAsync(In("odd/timeloop-problem.yaml"), "--arch", In("odd/timeloop-architecture.yaml"), "--energies", In("odd/timeloop-ert.yaml"), "--evaluate", In("odd/timeloop-mapping.yaml"), "--json");
        Assert.Equal(costed.GetProperty("macs").GetInt64(), emitted.GetProperty("macs").GetInt64());
    }

    [Fact]
    public async Task Run_UnknownArchitecture_NamesThoseThereAre()
    {
        var result = await HwAgentProcess.RunAsync("map", "8x8x8", "--arch", "edge-16x61");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("edge-16x16", result.Error);
    }

    [Fact]
    public async Task Run_MappingThatOverflows_SaysWhichLevelAndByHowMuch()
    {
        await MapAsync("64x64x64", "--arch", "edge-16x16", "--json", "--out", In("map"));
        var path = In("map/mapping.yaml");
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        Assert.Contains("256KiB", text);
        await File.WriteAllTextAsync(path, text.Replace("256KiB", "1KiB", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var result = await HwAgentProcess.RunAsync("map", "--evaluate", path);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("nest.capacity", result.Error);
        Assert.Contains("buffer", result.Error);
    }

    private static async Task<JsonElement> MapAsync(params string[] arguments)
    {
        var result = await HwAgentProcess.RunAsync(["map", .. arguments]);
        Assert.True(result.ExitCode == 0, result.Error);
        using var document = JsonDocument.Parse(result.Output);
        return document.RootElement.Clone();
    }
}
