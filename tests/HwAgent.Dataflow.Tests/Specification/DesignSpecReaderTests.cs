using CsCheck;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Tests.Specification;

public class DesignSpecReaderTests
{
    private static DesignSpec ReadValid(string yaml)
    {
        var result = DesignSpecReader.Read(yaml, "s.yaml");
        Assert.Empty(result.Diagnostics.Select(d => d.ToString()));
        return result.Spec!;
    }

    private static void AssertErrors(string yaml, params string[] messages)
    {
        var result = DesignSpecReader.Read(yaml, "s.yaml");
        Assert.Equal(messages, result.Diagnostics.Select(d => d.ToString()));
        Assert.Null(result.Spec);
    }

    [Fact]
    public void Read_SmallestSpec_TakesEveryDefault()
    {
        var spec = DesignSpecReader.Read("workload: {preset: vit-b16}\n", "some/where/my first.yaml").Spec!;

        Assert.Equal(new DesignSpec { Name = "my-first", Workload = new WorkloadSpec { Preset = "vit-b16" } }, spec);
        Assert.Equal((8, 8), (spec.Numeric.ActivationBits, spec.Numeric.WeightBits));
        Assert.Equal(new Budget { DramBytesPerCycle = 16, ClockMegahertz = 500 }, spec.Budget);
        Assert.Equal((Objective.Latency, DesignerKind.Expert), (spec.Objective, spec.Designer));
        Assert.Equal(new SearchSettings { Candidates = 3, Seed = 1, TimeMinutes = 10 }, spec.Search);
        Assert.Same(TechnologyNode.Horowitz45, spec.Technology);
    }

    [Fact]
    public void Read_FullSpec_KeepsEverySetting()
    {
        var spec = ReadValid("""
            name: full-1
            workload: {config: models/x/config.json, batch: 2, sequence_length: 3, context_length: 4, image_resolution: 336, patch_stride: 7, phase: prefill}
            numeric: {activation_bits: 8, weight_bits: 2}
            budget: {area_gate_equivalents: 5000, on_chip_kib: 0.5, dram_bytes_per_cycle: 2.5, clock_megahertz: 1e3, latency_milliseconds: 7, energy_millijoules: 8}
            objective: edp
            designer: llm
            model: "http://localhost:8080/v1#qwen"
            search: {candidates: 64, seed: 0, time_minutes: 0.5}
            technology: {name: n7, source: vendor, mac_int8_picojoules: 0.05, sram_picojoules_per_byte: [{kib: 4, picojoules_per_byte: 0.1}, {kib: 64, picojoules_per_byte: 0.5}]}
            """);

        Assert.Equal(new DesignSpec
        {
            Name = "full-1",
            Workload = new WorkloadSpec { ConfigPath = "models/x/config.json", Batch = 2, SequenceLength = 3, ContextLength = 4, ImageResolution = 336, PatchStride = 7, Phase = "prefill" },
            Numeric = new NumericFormat { WeightBits = 2 },
            Budget = new Budget { AreaGateEquivalents = 5000, OnChipKib = 0.5, DramBytesPerCycle = 2.5, ClockMegahertz = 1000, LatencyMilliseconds = 7, EnergyMillijoules = 8 },
            Objective = Objective.Edp,
            Designer = DesignerKind.Llm,
            Model = "http://localhost:8080/v1#qwen",
            Search = new SearchSettings { Candidates = 64, Seed = 0, TimeMinutes = 0.5 },
            Technology = TechnologyNode.Horowitz45 with { Name = "n7", Source = "vendor", MacInt8Picojoules = 0.05, SramTable = [new(4, 0.1), new(64, 0.5)] },
        }, spec);
    }

    [Fact]
    public void Read_Gemms_AreKeptInOrder()
    {
        var spec = ReadValid("""
            workload:
              gemms:
                - {name: a, m: 1, n: 2, k: 3}
                - {name: b, m: 4, n: 5, k: 6, repeats: 7, bias: true, activation: silu, residual: true}
            """);

        Assert.Equal(
            [
                new GemmSpec { Name = "a", M = 1, N = 2, K = 3 },
                new GemmSpec { Name = "b", M = 4, N = 5, K = 6, Repeats = 7, Bias = true, Activation = "silu", Residual = true },
            ],
            spec.Workload.Gemms);
    }

    [Fact]
    public void Read_ManyErrors_ReportsAllAtOnceInOrder() => AssertErrors(
        """
        workload:
          preset: vit-b61
          bacth: 2
        numeric:
          weight_bits: 3
          activation_bits: eight
        budget:
          clock_megahertz: -5
          area_gate_equivalents: 1.5e6
          clock_megahertz: 100
        objective: latancy
        serach: {candidates: 3}
        """,
        "s.yaml:2:11: error [spec not-allowed]: workload.preset: 'vit-b61' is not known -> did you mean 'vit-b16'? allowed: vit-b16, deit-s, bert-base, clip-vit-l14-336, tinyllama-1.1b, qwen2-0.5b, llama3-8b, llava-1.5-7b, tinyllava-1.5b, ferret-ui-7b, opt-175b",
        "s.yaml:3:3: error [spec unknown-key]: unknown key 'bacth' in workload -> did you mean 'batch'? allowed: preset, config, batch, sequence_length, context_length, image_resolution, patch_stride, phase, gemms",
        "s.yaml:5:16: error [spec not-allowed]: numeric.weight_bits: '3' is not possible -> give one of: 8, 4, 2",
        "s.yaml:6:20: error [spec wrong-type]: numeric.activation_bits: 'eight' is not 8 -> give 8",
        "s.yaml:8:20: error [spec out-of-range]: budget.clock_megahertz: '-5' is out of range -> give a number from 0.001 to 10000",
        "s.yaml:9:26: error [spec wrong-type]: budget.area_gate_equivalents: '1.5e6' is not an integer from 1000 to 1000000000000 -> give an integer from 1000 to 1000000000000",
        "s.yaml:10:3: error [spec duplicate-key]: 'clock_megahertz' comes twice in budget, first in line 8 -> keep one of them",
        "s.yaml:11:12: error [spec not-allowed]: objective: 'latancy' is not known -> did you mean 'latency'? allowed: latency, energy, edp, area",
        "s.yaml:12:1: error [spec unknown-key]: unknown key 'serach' in the spec -> did you mean 'search'? allowed: name, workload, numeric, budget, objective, designer, model, search, technology, fpga");

    [Theory]
    [InlineData("", "s.yaml:1:1: error [spec syntax]: the file is empty -> start from one of the files in examples/")]
    [InlineData("# nothing\n", "s.yaml:1:1: error [spec syntax]: the file is empty -> start from one of the files in examples/")]
    [InlineData("just text", "s.yaml:1:1: error [spec wrong-type]: the spec: 'just text' is not a table of keys -> start from one of the files in examples/")]
    [InlineData("objective: area", "s.yaml:1:1: error [spec missing-key]: 'workload' is missing in the spec -> add workload: a table with preset, config or gemms")]
    [InlineData("workload: vit-b16", "s.yaml:1:11: error [spec wrong-type]: workload: 'vit-b16' is not a table of keys -> give a table of keys")]
    [InlineData("workload:", "s.yaml:1:10: error [spec wrong-type]: workload has no value -> give a table of keys, or remove the key")]
    [InlineData("workload: {batch: 1}", "s.yaml:1:11: error [spec missing-key]: 'preset' is missing in workload -> add preset: NAME (one of: vit-b16, deit-s, bert-base, clip-vit-l14-336, tinyllama-1.1b, qwen2-0.5b, llama3-8b, llava-1.5-7b, tinyllava-1.5b, ferret-ui-7b, opt-175b), or config: PATH of a config.json, or gemms: a list of matrix products")]
    [InlineData("workload: {preset: vit-b16, config: c.json}", "s.yaml:1:37: error [spec conflict]: workload.config: cannot stand beside preset -> keep exactly one of preset, config and gemms")]
    [InlineData("workload: {preset: vit-b16, batch: \"2\"}", "s.yaml:1:36: error [spec wrong-type]: workload.batch: the string \"2\" is not an integer from 1 to 65536 -> give an integer from 1 to 65536")]
    [InlineData("workload: {preset: vit-b16, batch: 99999999999999999999}", "s.yaml:1:36: error [spec out-of-range]: workload.batch: '99999999999999999999' is out of range -> give an integer from 1 to 65536")]
    [InlineData("workload: {preset: vit-b16, phase: decode}", "s.yaml:1:36: error [spec invalid-workload]: workload.phase: vit-b16 has no phase 'decode' -> use one of: encode")]
    [InlineData("workload: {preset: vit-b16, phase: decod}", "s.yaml:1:36: error [spec not-allowed]: workload.phase: 'decod' is not known -> did you mean 'decode'? allowed: prefill, decode, encode")]
    [InlineData("workload: {preset: vit-b16, patch_stride: 17}", "s.yaml:1:43: error [spec invalid-workload]: workload.patch_stride: 17 is larger than the patch of 16 and would skip pixels -> give 1 to 16")]
    [InlineData("workload: {gemms: []}", "s.yaml:1:19: error [spec out-of-range]: workload.gemms is empty -> give at least one entry, or remove the key")]
    [InlineData("workload: {gemms: [3]}", "s.yaml:1:20: error [spec wrong-type]: workload.gemms[0]: '3' is not a table of keys -> give a table of keys")]
    [InlineData("workload: {gemms: [{name: a, m: 1, n: 2}]}", "s.yaml:1:20: error [spec missing-key]: 'k' is missing in workload.gemms[0] -> add k: a positive integer")]
    [InlineData("workload: {batch: 2, gemms: [{name: a, m: 1, n: 2, k: 3}]}", "s.yaml:1:19: error [spec conflict]: workload.batch: has no meaning for gemms -> put it into m, n, k and repeats")]
    [InlineData("workload: {gemms: [{name: a, m: 1, n: 2, k: 3}, {name: a, m: 1, n: 2, k: 3}]}", "s.yaml:1:56: error [spec duplicate-name]: workload.gemms[1].name: 'a' is the name of another entry -> give each its own")]
    [InlineData("workload: {gemms: [{name: a, m: 1048576, n: 1048576, k: 1048576}]}", "s.yaml:1:33: error [spec out-of-range]: workload.gemms[0].m: m x n x k x repeats is more than 2^48 -> make one of them smaller")]
    [InlineData("workload: {gemms: [{name: a, m: 1, n: 2, k: 3, bias: yes}]}", "s.yaml:1:54: error [spec wrong-type]: workload.gemms[0].bias: 'yes' is not true or false -> give true or false")]
    [InlineData("workload: {preset: vit-b16}\nname: ../x", "s.yaml:2:7: error [spec not-allowed]: name: cannot name a folder -> give letters, digits, '.', '-' and '_', at most 64, starting with a letter or digit")]
    [InlineData("workload: {preset: vit-b16}\nmodel: gpt", "s.yaml:2:8: error [spec not-allowed]: model: 'gpt' names no model -> give one of: openai:NAME, azure:DEPLOYMENT, ollama:NAME, http://HOST:PORT/v1#NAME, replay:FILE")]
    [InlineData("workload: {preset: vit-b16}\nsearch: {candidates: 65}", "s.yaml:2:22: error [spec out-of-range]: search.candidates: '65' is out of range -> give an integer from 1 to 64")]
    [InlineData("workload: {preset: vit-b16}\nbudget: {on_chip_kib: .nan}", "s.yaml:2:23: error [spec wrong-type]: budget.on_chip_kib: '.nan' is not a number from 0.25 to 1048576 -> give a number from 0.25 to 1048576")]
    [InlineData("workload: {preset: vit-b16}\ntechnology: horowitz", "s.yaml:2:13: error [spec not-allowed]: technology: 'horowitz' is not known -> did you mean 'horowitz45'? allowed: horowitz45")]
    [InlineData("workload: {preset: vit-b16}\ntechnology: {dram_picojoules_per_bit: 4}", "s.yaml:2:14: error [spec unknown-key]: unknown key 'dram_picojoules_per_bit' in technology -> did you mean 'dram_picojoules_per_byte'? allowed: name, source, mac_int8_picojoules, mac_int8_int4_picojoules, mac_int8_int2_picojoules, add_int32_picojoules, register_picojoules_per_byte, dram_picojoules_per_byte, sram_picojoules_per_byte, square_micrometres_per_gate_equivalent, gate_equivalents_per_sram_bit")]
    [InlineData("workload: {preset: vit-b16}\ntechnology: {sram_picojoules_per_byte: [{kib: 8, picojoules_per_byte: 1}, {kib: 8, picojoules_per_byte: 2}]}", "s.yaml:2:81: error [spec out-of-range]: technology.sram_picojoules_per_byte[1].kib: sizes must ascend -> sort the list by kib and give each size once")]
    [InlineData("workload: {preset: vit-b16}\n---\nname: b", "s.yaml:2:1: error [spec syntax]: a second document starts here -> keep one spec a file")]
    [InlineData("workload: &w {preset: vit-b16}\nname: *x", "s.yaml:2:7: error [spec syntax]: there is no anchor &x before this alias -> did you mean 'w'? allowed: w")]
    [InlineData("workload: {[a]: 1, preset: vit-b16}", "s.yaml:1:12: error [spec syntax]: a list cannot be a key -> give a word")]
    public void Read_OneError_NamesPlaceAndRemedy(string yaml, string messages) => AssertErrors(yaml, messages.Split('|'));

    [Theory]
    [InlineData("workload: {preset: vit-b16\n", 2)]
    [InlineData("name: a\nworkload:\n\tpreset: vit-b16\n", 3)]
    [InlineData("workload:\n  preset: vit-b16\n bad: 1\n", 3)]
    [InlineData("a: \"unclosed\n", 1)]
    public void Read_BrokenYaml_NamesTheLine(string yaml, int line)
    {
        var diagnostic = Assert.Single(DesignSpecReader.Read(yaml, "s.yaml").Diagnostics);

        Assert.Equal(("syntax", line), (diagnostic.Code, diagnostic.Line));
        Assert.StartsWith("not valid YAML: ", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DeeplyNestedYaml_IsRefused()
    {
        var yaml = $"workload: {new string('[', 50_000)}";

        Assert.Equal("syntax", Assert.Single(DesignSpecReader.Read(yaml, "s.yaml").Diagnostics).Code);
    }

    [Fact]
    public void Read_DamagedText_NeverThrowsAndPlacesEveryError()
    {
        const string Valid = """
            name: full-1
            workload: {preset: llava-1.5-7b, batch: 2, sequence_length: 3, image_resolution: 336, patch_stride: 7, phase: prefill}
            numeric:
              weight_bits: 2
            budget: {area_gate_equivalents: 5000, on_chip_kib: 0.5, clock_megahertz: 1e3}
            technology:
              sram_picojoules_per_byte: [{kib: 4, picojoules_per_byte: 0.1}]
            """;
        var edit = Gen.Select(Gen.Int[0, Valid.Length - 1], Gen.Int[0, 12], Gen.String[Gen.OneOf("{}[]:,#&*!|>'\"%@`-?\t\n 019.eab\0\ud800é".ToCharArray()), 0, 4]);
        edit.Array[1, 4].Sample(
            edits =>
            {
                var text = Valid;
                foreach (var (at, removed, inserted) in edits)
                {
                    var start = Math.Min(at, text.Length);
                    text = text.Remove(start, Math.Min(removed, text.Length - start)).Insert(start, inserted);
                }

                var result = DesignSpecReader.Read(text, "s.yaml");
                Assert.Equal(result.Spec is null, result.Diagnostics.Count > 0);
                // A place one line behind the last is the end of the file.
                var lines = text.Split('\n').Length + 1;
                Assert.All(result.Diagnostics, d => Assert.True(d is { Line: >= 1, Column: >= 1, Advice.Length: > 0 } && d.Line <= lines, d.ToString()));
            },
            seed: "0000000000001",
            iter: 2000);
    }
}
