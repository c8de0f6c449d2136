using System.Text.Json;
using HwAgent.Cli.Tests.Repository;
using HwAgent.Core.Workloads;
using HwAgent.Models.Compressed;

namespace HwAgent.Cli.Tests.Commands;

/// <summary><c>hwagent map</c> on models: masked attention, merged tokens, widths by operator, folders, Pareto fronts.</summary>
public sealed class MapWorkloadCommandTests : IDisposable
{
    private const string Qwen = """
        {"model_type": "qwen2", "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 176, "vocab_size": 500, "max_position_embeddings": 1024, "hidden_act": "silu", "rms_norm_eps": 1e-06, "rope_theta": 10000.0, "tie_word_embeddings": true}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string In(string name) => Path.Combine(_folder.Path, name);

    private string Folder(string name)
    {
        Directory.CreateDirectory(In(name));
        File.WriteAllText(In(name + "/config.json"), Qwen);
        return In(name);
    }

    [Fact]
    public async Task Run_CausalAttention_LeavesOutWhatTheMaskHidesAndSaysSo()
    {
        var model = Folder("tiny");
        var full = await MapAsync(model, "--arch", "edge-16x16", "--sequence-length", "512", "--json");
        var causal = await MapAsync(model, "--arch", "edge-16x16", "--sequence-length", "512", "--attention", "causal", "--json");

        Assert.Equal("full", full.GetProperty("attention").GetString());
        Assert.Equal("causal", causal.GetProperty("attention").GetString());
        Assert.True(Cycles(causal.GetProperty("totals")) < Cycles(full.GetProperty("totals")));
        // 2 layers, 4 heads of 16, two products, 512 * 513 / 2 pairs that are seen.
        Assert.Equal(2L * 4 * 16 * 2 * ((512 * 512) - (512 * 513 / 2)), full.GetProperty("macs").GetInt64() - (causal.GetProperty("macs").GetInt64() - causal.GetProperty("maskedMacs").GetInt64()));
        Assert.True(causal.GetProperty("maskedMacs").GetInt64() > 0);

        var printed = await HwAgentProcess.RunAsync("map", model, "--arch", "edge-16x16", "--sequence-length", "512", "--attention", "causal", "--brief");
        Assert.True(printed.ExitCode == 0, printed.Error);
        Assert.Contains("tiny, prefill, causal attention on", printed.Output, StringComparison.Ordinal);
        Assert.Contains("attention: causal", printed.Output, StringComparison.Ordinal);
    }

    /// <summary>Groups add up to the whole, which operators alone do not; what is free for want of a description is said to be.</summary>
    [Fact]
    public async Task Run_Fused_ShowsGroupsTimeAndWhatHasNoVectorUnit()
    {
        var model = Folder("tiny");
        string[] command = [model, "--arch", "edge-16x16", "--sequence-length", "64"];
        var outcome = await MapAsync([.. command, "--json"]);
        var printed = await HwAgentProcess.RunAsync(["map", .. command, "--brief"]);

        var groups = outcome.GetProperty("groups").EnumerateArray().ToArray();
        Assert.Equal(Cycles(outcome.GetProperty("totals")), groups.Sum(g => g.GetProperty("repeats").GetInt64() * Cycles(g.GetProperty("totals"))));
        Assert.All(groups, g => Assert.Contains(g.GetProperty("name").GetString()!, printed.Output, StringComparison.Ordinal));
        Assert.Contains("vector unit: none described", printed.Output, StringComparison.Ordinal);
        // A clock of 1 GHz.
        var microseconds = Cycles(outcome.GetProperty("totals")) / 1e3;
        Assert.Contains($"; {microseconds.ToString("G4", System.Globalization.CultureInfo.InvariantCulture)} µs at 1 GHz", printed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("vector unit: none", (await HwAgentProcess.RunAsync("map", model, "--arch", "three-level", "--sequence-length", "64", "--brief")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AnyArchitecture_GivesEachEnergyWithItsSource()
    {
        var outcome = await MapAsync("16x16x16", "--arch", "cloud-128x128", "--json", "--out", In("out"));

        var energies = outcome.GetProperty("energies").EnumerateArray().Select(e => (Part: e.GetProperty("part").GetString(), Action: e.GetProperty("action").GetString(), Picojoules: e.GetProperty("picojoules").GetDouble(), Source: e.GetProperty("source").GetString()!)).ToArray();
        Assert.All(energies, e => Assert.True(e.Source.Length > 20 && e.Picojoules > 0, e.ToString()));
        Assert.Equal(["hbm", "buffer", "register", "mac", "vector unit"], energies.Select(e => e.Part).Distinct());
        Assert.Equal(3.9 * 8, energies[0].Picojoules, 1e-9);
        Assert.Contains("MICRO 2017", await File.ReadAllTextAsync(In("out/report.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_CausalAttentionUnfused_IsCutInBlocksOfQueries()
    {
        var model = Folder("tiny");
        var causal = await MapAsync(model, "--arch", "edge-16x16", "--sequence-length", "150", "--attention", "causal", "--no-fusion", "--json");

        var scores = causal.GetProperty("operators").EnumerateArray().Where(o => o.GetProperty("name").GetString() == "decoder.block.attn.scores").Select(o => o.GetProperty("shape").GetString());
        // Blocks of 64, 64 and 22 queries of two heads that share their keys.
        Assert.Equal(["128 x 16 x 64", "128 x 16 x 128", "44 x 16 x 150"], scores);
    }

    [Fact]
    public async Task Run_MergedTokens_LeaveLessToDo()
    {
        var plain = await MapAsync("deit-s", "--arch", "edge-16x16", "--json");
        var merged = await MapAsync("deit-s", "--arch", "edge-16x16", "--merge-tokens", "13", "--batch", "2", "--json");

        Assert.True(merged.GetProperty("macs").GetInt64() < 2 * plain.GetProperty("macs").GetInt64());
        Assert.Contains(merged.GetProperty("operators").EnumerateArray(), o => o.GetProperty("name").GetString() == "vision.block11.fc1");
    }

    [Fact]
    public async Task Run_WidthsByPattern_FileFirstThenOptions()
    {
        var model = Folder("tiny");
        var widths = _folder.Write("widths.yaml", "operators:\n  decoder.block.*: 4\n  decoder.head: 2\n");
        var outcome = await MapAsync(model, "--arch", "edge-16x16", "--phase", "decode", "--widths", widths, "--width", "decoder.block.down=8", "--json");

        Assert.Equal(4, Bits("decoder.block.attn.q"));
        Assert.Equal(8, Bits("decoder.block.down"));
        Assert.Equal(2, Bits("decoder.head"));

        int Bits(string name) => outcome.GetProperty("operators").EnumerateArray().First(o => o.GetProperty("name").GetString() == name).GetProperty("weightBits").GetInt32();
    }

    /// <summary>A compressed model is mapped with the shapes that pruning left and the widths of its plan.</summary>
    [Fact]
    public async Task Run_CompressedFolder_ReadsEveryWeightOnceAtItsWidth()
    {
        var stories = Path.Combine(Path.GetDirectoryName(RepositoryFiles.Root)!, "shared", "data", "models", "stories260K", "stories260K.bin");
        var compressed = await HwAgentProcess.RunInAsync(_folder.Path, "compress", "--model", stories, "--budget", "4.5bits", "--prune", "20%", "--calibration-tokens", "512", "--out", "small", "--quiet");
        Assert.True(compressed.ExitCode == 0, compressed.Error);

        // Small enough for all of it to stay on the chip: a step reads each weight once.
        var outcome = await MapAsync(In("small"), "--arch", "edge-16x16", "--phase", "decode", "--context-length", "32", "--json");

        var model = CompressedWorkload.Read(In("small"));
        var operators = outcome.GetProperty("operators").EnumerateArray().Where(o => o.GetProperty("weightBits").GetInt32() > 0 && !o.GetProperty("name").GetString()!.Contains(".attn.scores", StringComparison.Ordinal) && !o.GetProperty("name").GetString()!.Contains(".attn.values", StringComparison.Ordinal)).ToArray();
        var bits = operators.Sum(o => o.GetProperty("macs").GetInt64() * o.GetProperty("repeats").GetInt64() * o.GetProperty("weightBits").GetInt32());
        // One row of activations meets every weight once, so that multiply-accumulates are weights.
        var workload = WorkloadBuilder.Build(model.Config, new WorkloadOptions(Phase: Phases.Decode, ContextLength: 32));
        Assert.Equal(workload.Operators.Where(o => o.Kind == OperatorKind.Gemm).Sum(o => o.Gemm!.Value.K * model.Widths[o.Name].Sum(s => s.Columns * s.Bits)), bits);
        Assert.True(operators.Select(o => o.GetProperty("weightBits").GetInt32()).Distinct().Count() > 1);
        Assert.NotEqual(172, workload.Operators.Single(o => o.Name == "decoder.block0.up").Gemm!.Value.N);
    }

    [Theory]
    [InlineData("3x4x5", "--batch", "2", "is a product")]
    [InlineData("3x4x5", "--width", "*=4", "is a product")]
    [InlineData("vit-b16", "--attention", "causal", "no meaning")]
    [InlineData("vit-b16", "--merge-tokens", "-1", "merged_per_block")]
    [InlineData("vit-b16", "--width", "vision.block=4", "vision.block.attn.qkv")]
    [InlineData("vit-b16", "--width", "vision.block.*=wide", "1 to 16 bits")]
    [InlineData("vit-b16", "--widths", "none.yaml", "none.yaml")]
    public async Task Run_OptionThatDoesNotFit_SaysWhy(string workload, string option, string value, string expected)
    {
        var result = await HwAgentProcess.RunAsync("map", workload, "--arch", "edge-16x16", option, value);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Output);
    }

    [Fact]
    public async Task Run_FolderWithoutAModel_SaysWhatIsMissing()
    {
        var result = await HwAgentProcess.RunAsync("map", _folder.Path, "--arch", "edge-16x16");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("compressed.json", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ParetoOfAProduct_KeepsWhatNothingBeatsWithItsNests()
    {
        var outcome = await MapAsync("64x96x80", "--arch", "edge-16x16", "--pareto", "--json", "--out", In("out"));

        var front = outcome.GetProperty("paretoFront").EnumerateArray().ToArray();
        CheckFront(front);
        Assert.All(front, p => Assert.NotEqual(JsonValueKind.Null, p.GetProperty("nest").ValueKind));
        var best = await MapAsync("64x96x80", "--arch", "edge-16x16", "--objective", "latency", "--json");
        Assert.Equal(Cycles(best.GetProperty("totals")), Cycles(front[0]));
        Assert.Contains("id=\"map-front\"", await File.ReadAllTextAsync(In("out/report.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ParetoOfAWorkload_EndsWithLeastLatencyAndLeastEnergy()
    {
        var model = Folder("tiny");
        var outcome = await MapAsync(model, "--arch", "edge-16x16", "--sequence-length", "64", "--pareto", "--json");
        var energy = await MapAsync(model, "--arch", "edge-16x16", "--sequence-length", "64", "--objective", "energy", "--json");
        var front = outcome.GetProperty("paretoFront").EnumerateArray().ToArray();

        CheckFront(front);
        Assert.Equal(energy.GetProperty("totals").GetProperty("energyPicojoules").GetDouble(), front.Min(p => p.GetProperty("energyPicojoules").GetDouble()));
        var printed = await HwAgentProcess.RunAsync("map", model, "--arch", "edge-16x16", "--sequence-length", "64", "--pareto", "--brief");
        Assert.Contains("Pareto front", printed.Output, StringComparison.Ordinal);
        // Eight of the nine: the schedule at hand is one of them.
        Assert.Contains("trading 8/8", printed.Error, StringComparison.Ordinal);
    }

    private static void CheckFront(JsonElement[] front)
    {
        Assert.NotEmpty(front);
        foreach (var a in front)
            Assert.DoesNotContain(front, b => !b.Equals(a) && Cycles(b) <= Cycles(a) && Energy(b) <= Energy(a) && Bytes(b) <= Bytes(a) && (Cycles(b), Energy(b), Bytes(b)) != (Cycles(a), Energy(a), Bytes(a)));
        Assert.Equal(front.Length, front.Select(p => (Cycles(p), Energy(p), Bytes(p))).Distinct().Count());
        Assert.Equal(front.Select(Cycles).Order(), front.Select(Cycles));

        static double Energy(JsonElement p) => p.GetProperty("energyPicojoules").GetDouble();
        static long Bytes(JsonElement p) => p.GetProperty("dramBytes").GetInt64();
    }

    private static long Cycles(JsonElement totals) => totals.GetProperty("cycles").GetInt64();

    private static async Task<JsonElement> MapAsync(params string[] arguments)
    {
        var result = await HwAgentProcess.RunAsync(["map", .. arguments]);
        Assert.True(result.ExitCode == 0, result.Error);
        using var document = JsonDocument.Parse(result.Output);
        return document.RootElement.Clone();
    }
}
