using HwAgent.Agent.Loop;
using HwAgent.Agent.Reports;
using HwAgent.Agent.Runs;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Search;
using HwAgent.Dataflow.Specification;
using HwAgent.Evaluation.Candidates;
using HwAgent.Evaluation.Scoring;
using HwAgent.Evaluation.Stages;

namespace HwAgent.Agent.Tests.Reports;

/// <summary>Results as a run would leave them: ViT-B/16 with eight products, three candidates of a model of which one failed, and the expert's baseline.</summary>
internal static class SampleRuns
{
    public static ReportContext Context { get; } = new() { CommandLine = "hwagent design examples/vit-base.yaml", Commit = "0123abc", Version = "1.2.3" };

    public static DesignSpec Spec { get; } = new()
    {
        Name = "vit-base",
        Workload = new WorkloadSpec { Preset = "vit-b16", ImageResolution = 224, PatchStride = 16, Phase = "encode" },
        Budget = new Budget { AreaGateEquivalents = 800_000, OnChipKib = 256, LatencyMilliseconds = 50 },
        Designer = DesignerKind.Llm,
        Model = "openai:some-model",
    };

    public static RunResult WithModel()
    {
        var best = Correct("002", "openai:some-model", new AcceleratorParameters { Rows = 32, Columns = 32, WeightWords = 512, AccumulatorRows = 256, OutputRows = 256, HasResidual = true }, 39.81, 611_240.5);
        var small = Correct("003", "openai:some-model", new AcceleratorParameters { Rows = 16, Columns = 32 }, 74.2, 356_120.3, ["latency 74.2 ms, budget 50 ms"]);
        return new RunResult
        {
            Name = "vit-base",
            StopReason = StopReason.CandidatesSpent,
            SpecMet = true,
            Misses = [],
            Workload = new WorkloadSummary("vit-b16", "encode", 17_563_828_224, 86_567_656, 8, new Dictionary<string, long> { ["softmax"] = 5_588_496, ["norm"] = 3_782_400, ["add"] = 151_296 }),
            Best = best,
            ParetoFront = ["002", "003"],
            Candidates = [Failed("001"), best, small],
            Search = new SearchSummary(4_812_377, 91_204, new Dictionary<string, long> { ["area budget"] = 31_877, ["on-chip budget"] = 12_003, ["output rows below array rows"] = 811 }, Front()) { Arrays = 675, Proof = new OptimalityProof("cycles", 16_900_000, 0.0016, false) },
            ExpertBaseline = Correct("e01", "expert", new AcceleratorParameters { Rows = 32, Columns = 40 }, 33.91, 741_880.2),
            Tools = new Dictionary<string, string> { ["verilator"] = "5.006", ["yosys"] = "0.23", ["iverilog"] = "11.0" },
            Usage = new UsageSummary(7, 48_120, 9_377, null),
        };
    }

    public static RunResult WithoutBest() => WithModel() with
    {
        SpecMet = false, Best = null, ParetoFront = [], Candidates = [Failed("001")], ExpertBaseline = null, Misses = ["no candidate is correct"], StopReason = StopReason.ModelFailed,
    };

    public static RunResult Empty() => WithoutBest() with
    {
        Candidates = [], Search = new SearchSummary(0, 0, new Dictionary<string, long>(), []), Tools = new Dictionary<string, string>(), Usage = UsageSummary.None,
        Workload = new WorkloadSummary("gemm", "encode", 0, 0, 0, new Dictionary<string, long>()),
    };

    public static CandidateEvaluation Failed(string id) => new()
    {
        Id = id,
        Origin = "openai:some-model",
        Rationale = "A wider array with a proposed activation unit raises utilisation on the MLP layers.",
        Parameters = new AcceleratorParameters { Rows = 64, Columns = 16, Dataflow = ArrayDataflow.WeightStationary },
        ProposedUnits = ["hwa_activation_table"],
        Stages =
        [
            new(Stage.Rules, true, []), new(Stage.Policy, true, []), new(Stage.Units, true, []),
            new(Stage.Lint, false,
            [
                new("verilator", DiagnosticSeverity.Error, "WIDTH", "Operator ASSIGNW expects 8 bits on the Assign RHS, but Assign RHS's SEL generates 9 bits.")
                {
                    File = "hwa_activation_table.sv", Line = 42, Column = 19, Advice = "cut the value to 8 bits or widen data_o", Excerpt = "    assign data_o = sum_q[8:0];\n                    ^",
                },
                new("verilator", DiagnosticSeverity.Warning, "UNUSED", "Signal is not used: 'carry_d'") { File = "hwa_activation_table.sv", Line = 17 },
            ]),
        ],
        PredictedCycles = 22_145_801,
        Utilisation = 0.774,
        Lint = new LintSummary(1),
    };

    public static CandidateEvaluation Correct(string id, string origin, AcceleratorParameters parameters, double latency, double area, IReadOnlyList<string>? misses = null)
    {
        var operators = Operators(parameters.PeakMacs);
        var full = operators.Where(o => o.IsFullSize).ToArray();
        return new()
        {
            Id = id,
            Origin = origin,
            Rationale = "The QKV and MLP products have 197 rows; 32 rows waste little on the ragged edge.",
            Parameters = parameters,
            ProposedUnits = [],
            Stages = [.. Enum.GetValues<Stage>().Select(s => new StageOutcome(s, true, []))],
            PredictedCycles = operators.Sum(o => o.PredictedCycles * o.Repeats),
            Utilisation = 17_563_828_224.0 / operators.Sum(o => o.PredictedCycles * o.Repeats) / parameters.PeakMacs,
            ArrayProof = new OptimalityProof("cycles", operators.Sum(o => o.PredictedCycles * o.Repeats) / 1.00041, 0.00041, false),
            Lint = new LintSummary(0),
            Simulation = new SimulationSummary
            {
                Vectors = 1_231_872, Mismatches = 0, Cycles = full.Sum(o => o.SimulatedCycles * o.Repeats), PredictedCycles = full.Sum(o => o.PredictedCycles * o.Repeats), Complete = false, StressRuns = 12,
                Operators = operators,
            },
            Synthesis = Synthesis(area, parameters),
            Score = new Score
            {
                LatencyMilliseconds = latency, EnergyMillijoules = operators.Sum(o => o.EnergyPicojoules * o.Repeats) * 1e-9, AreaGateEquivalents = area, OnChipKib = parameters.OnChipKib, Objective = latency,
                Violation = misses is null ? 0 : 0.5, Misses = misses ?? [],
            },
        };
    }

    public static IReadOnlyList<OperatorMeasurement> Operators(int peak) =>
    [
        Operator("patch_embed", new(196, 768, 768), 1, 0.93, "compute", peak, true),
        Operator("qkv", new(197, 2304, 768), 12, 0.94, "compute", peak, false),
        Operator("attention_scores", new(197, 197, 64), 144, 0.71, "latency", peak, true),
        Operator("attention_context", new(197, 64, 197), 144, 0.66, "latency", peak, true),
        Operator("attention_output", new(197, 768, 768), 12, 0.93, "compute", peak, true),
        Operator("mlp_up", new(197, 3072, 768), 12, 0.95, "compute", peak, false),
        Operator("mlp_down", new(197, 768, 3072), 12, 0.95, "compute", peak, false),
        Operator("head", new(1, 1000, 768), 1, 0.012, "memory", peak, true),
    ];

    private static OperatorMeasurement Operator(string name, LayerShape shape, long repeats, double utilisation, string bound, int peak, bool full)
    {
        var cycles = (long)(shape.Macs / (peak * utilisation));
        return new()
        {
            Name = name, Shape = shape, WeightBits = 8, Repeats = repeats, PredictedCycles = cycles, Utilisation = utilisation, BoundBy = bound,
            EnergyPicojoules = shape.Macs * (0.5 + 80.0 / peak), MemoryBytes = (long)shape.M * shape.K + (long)shape.K * shape.N + (long)shape.M * shape.N,
            SimulatedShape = full ? shape : new LayerShape(197, 256, 512), SimulatedPredictedCycles = full ? cycles : 27_311, SimulatedCycles = full ? cycles : 27_311,
            MappingProof = full ? new OptimalityProof("cycles", cycles, 0, true) : new OptimalityProof("cycles", cycles / 1.00123, 0.00123, false),
        };
    }

    private static SynthesisSummary Synthesis(double area, AcceleratorParameters p)
    {
        (string Module, int Instances, double Share)[] units =
        [
            (p.IsOutputStationary ? "hwa_pe_os" : "hwa_pe_ws", p.PeakMacs, 0.81), ("hwa_lane", p.Columns, 0.062), ("hwa_requantiser", p.Columns, 0.055), ("hwa_skew", 2, 0.031), ("hwa_dma", 1, 0.017),
            ("hwa_controller", 1, 0.011), ("hwa_sequencer", 1, 0.008), ("hwa_activation_buffer", 1, 0.003), ("hwa_weight_buffer", 1, 0.002), ("hwa_accelerator", 1, 0.001),
        ];
        return new()
        {
            AreaGateEquivalents = area, FlipFlops = (int)(area / 22), MemoryBits = p.MemoryBits, LogicDepth = 41, PredictedAreaGateEquivalents = Math.Round(area * 1.017, 1),
            Units = [.. units.Select(u => new UnitArea(u.Module, u.Instances, Math.Round(area * u.Share, 1), (int)(area * u.Share / 22), u.Module.Contains("buffer") ? p.MemoryBits / 2 : 0))],
        };
    }

    private static SearchPoint[] Front() =>
    [
        .. Enumerable.Range(0, 24).Select(i =>
        {
            var latency = 27 * Math.Pow(1.11, i);
            return new SearchPoint($"os {8 + 4 * (24 - i)}x32 b128", latency, 8.6 + 0.12 * (i * 7 % 11), 2.35e7 / latency * (1 + 0.03 * (i * 5 % 7)) + 60_000, 90 + 6 * (24 - i));
        }),
    ];
}
