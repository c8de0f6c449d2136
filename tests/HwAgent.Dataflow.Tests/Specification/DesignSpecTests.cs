using CsCheck;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Tests.Specification;

public class DesignSpecTests
{
    private static readonly Gen<double> Number = Gen.OneOf(Gen.Double[0.25, 4000], Gen.Int[1, 4000].Select(i => (double)i), Gen.Const(1e-7 + 0.3));

    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char[' ', '~'], 1, 30],
        Gen.OneOf("true", "null", "~", "8", "0x1F", "- a", "a: b", "a #b", "\"quoted\" \\ back", "two\nlines\t", "größe 平方 🚀", " padded "));

    private static readonly Gen<GemmSpec> Gemm =
        Gen.Select(Gen.Int[1, 5000], Gen.Int[1, 5000], Gen.Int[1, 5000], Gen.Long[1, 1000], Gen.Int[0, 4], Gen.Bool, Gen.Bool).Select((m, n, k, repeats, activation, bias, residual) => new GemmSpec
        {
            Name = "x",
            M = m,
            N = n,
            K = k,
            Repeats = repeats,
            Activation = activation == 0 ? null : GemmSpec.AllowedActivations[activation - 1],
            Bias = bias,
            Residual = residual,
        });

    private static readonly Gen<WorkloadSpec> Workloads = Gen.OneOf(
        Gen.Select(Gen.OneOf("vit-b16", "deit-s", "clip-vit-l14-336"), Gen.Int[1, 8], Gen.Int[16, 512].Nullable(), Gen.Int[1, 14].Nullable()).Select((preset, batch, resolution, stride) =>
            new WorkloadSpec { Preset = preset, Batch = batch, ImageResolution = resolution, PatchStride = stride }),
        Gen.Select(Gen.OneOf("llama3-8b", "opt-175b", "llava-1.5-7b"), Gen.Int[1, 8], Gen.Int[1, 2048].Nullable()).Select((preset, batch, context) =>
            new WorkloadSpec { Preset = preset, Batch = batch, ContextLength = context, Phase = Phases.Decode }),
        Gen.Select(Text, Gen.Int[1, 8], Gen.Int[1, 9999].Nullable()).Select((path, batch, length) => new WorkloadSpec { ConfigPath = path, Batch = batch, SequenceLength = length }),
        Gemm.List[1, 5].Select(list => new WorkloadSpec { Gemms = [.. list.Select((g, i) => g with { Name = $"gemm {i}" })] }));

    private static readonly Gen<TechnologyNode> Technologies = Gen.OneOf(
        Gen.Const(TechnologyNode.Horowitz45),
        Gen.Select(Text, Text, Number.Array[9], Number.Array[1, 6]).Select((name, source, n, sram) => new TechnologyNode
        {
            Name = name,
            Source = source,
            MacInt8Picojoules = n[0],
            MacInt8Int4Picojoules = n[1],
            MacInt8Int2Picojoules = n[2],
            AddInt32Picojoules = n[3],
            RegisterPicojoulesPerByte = n[4],
            DramPicojoulesPerByte = n[5],
            SquareMicrometresPerGateEquivalent = n[6],
            GateEquivalentsPerSramBit = n[7],
            SramTable = [.. sram.Select((energy, i) => new SramEnergyPoint((i + 1) * n[8], energy))],
        }));

    private static readonly Gen<Budget> Budgets =
        Gen.Select(Gen.Long[1000, 1_000_000_000_000].Nullable(), Number.Nullable(), Number, Number, Number.Nullable(), Number.Nullable()).Select((area, memory, bandwidth, clock, latency, energy) => new Budget
        {
            AreaGateEquivalents = area,
            OnChipKib = memory,
            DramBytesPerCycle = bandwidth,
            ClockMegahertz = clock,
            LatencyMilliseconds = latency,
            EnergyMillijoules = energy,
        });

    private static readonly Gen<DesignSpec> Specs =
        Gen.Select(Workloads, Budgets, Technologies, Gen.OneOf(8, 4, 2), Gen.Enum<Objective>(), Gen.Enum<DesignerKind>(), Gen.Select(Gen.Int[1, 64], Gen.Int[0, int.MaxValue], Number))
            .Select((workload, budget, technology, bits, objective, designer, search) => new DesignSpec
            {
                Name = "random.spec_1",
                Workload = workload,
                Numeric = new NumericFormat { WeightBits = bits },
                Budget = budget,
                Objective = objective,
                Designer = designer,
                Model = designer == DesignerKind.Llm ? "openai:some: \"model\"" : null,
                Search = new SearchSettings { Candidates = search.Item1, Seed = search.Item2, TimeMinutes = search.Item3 },
                Technology = technology,
            });

    [Fact]
    public void ToYaml_AnyValidSpec_ReadsBackEqual() => Specs.Sample(
        spec =>
        {
            var yaml = spec.ToYaml();
            var result = DesignSpecReader.Read(yaml, "spec.yaml");
            Assert.Empty(result.Diagnostics.Select(d => d.ToString()));
            Assert.Equal(spec, result.Spec);
            Assert.Equal(yaml, result.Spec!.ToYaml());
        },
        seed: "0000000000001",
        iter: 500);

    [Fact]
    public void ToYaml_SmallestSpec_WritesEverySetting() => Assert.Equal(
        """
        name: small
        workload:
          preset: vit-b16
          batch: 1
        numeric:
          activation_bits: 8
          weight_bits: 8
        budget:
          dram_bytes_per_cycle: 16
          clock_megahertz: 500
        objective: latency
        fpga: none
        designer: expert
        search:
          candidates: 3
          seed: 1
          time_minutes: 10
        technology: horowitz45

        """,
        new DesignSpec { Name = "small", Workload = new WorkloadSpec { Preset = "vit-b16" } }.ToYaml());

    [Fact]
    public void ToYaml_GemmsAndOwnTechnology_WritesThemInFull() => Assert.Contains(
        """
          gemms:
            - {name: "two words", m: 1, n: 2, k: 3, repeats: 1, bias: true, activation: gelu}
        """,
        new DesignSpec
        {
            Name = "g",
            Workload = new WorkloadSpec { Gemms = [new GemmSpec { Name = "two words", M = 1, N = 2, K = 3, Bias = true, Activation = "gelu" }] },
        }.ToYaml(),
        StringComparison.Ordinal);

    [Fact]
    public void Equals_ListsOfEqualElements_AreEqual()
    {
        static WorkloadSpec Spec(int m) => new() { Gemms = [new GemmSpec { Name = "a", M = m, N = 2, K = 3 }] };

        Assert.Equal(Spec(1), Spec(1));
        Assert.Equal(Spec(1).GetHashCode(), Spec(1).GetHashCode());
        Assert.NotEqual(Spec(1), Spec(2));
    }
}
