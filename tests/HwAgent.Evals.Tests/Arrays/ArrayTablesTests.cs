using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Hardware;
using HwAgent.Evals.Arrays;
using HwAgent.Evaluation.Candidates;
using HwAgent.Evaluation.Stages;

namespace HwAgent.Evals.Tests.Arrays;

public sealed class ArrayTablesTests
{
    private static readonly AcceleratorParameters Hardware = new()
    {
        Dataflow = ArrayDataflow.OutputStationary, Rows = 16, Columns = 16, BusBits = 128, ActivationWords = 256, WeightWords = 1024, AccumulatorRows = 512, OutputRows = 512,
    };

    private static readonly LayerShape Shape = new(197, 768, 3072);

    [Fact]
    public void Lines_CheckedRow_ShowsPredictedAndMeasured()
    {
        var lines = ArrayTables.Lines([Row(Evaluation())]).ToArray();

        Assert.Contains("| vit-b16 encode | 16x16 OS | 1,234,567 | 93.5% | 2 of 2 products took the predicted cycles, 1 at full size | 0 of 5,000 | 60,001 (59,000) | ", lines[2].Replace(" %", "%", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("| vit-b16 encode | 16x16 OS | narrow | 197x3072x768 | 12 | 100,000 | 100,000 | ", StringComparison.Ordinal));
        // A product under several names must not break the table, and what was simulated smaller says so.
        Assert.Contains(lines, line => line.StartsWith("| vit-b16 encode | 16x16 OS | query, key | 197x3072x768 | 24 | 200,000 | 900 of 900 at 16x32x16 | ", StringComparison.Ordinal));
        Assert.Contains("| vit-b16 encode | 16x16 OS | hwa_pe_os (256, 40,000), hwa_lane (16, 9,000) |", lines);
        Assert.Contains(lines, line => line.StartsWith("| vit-b16 encode | 16x16 OS | 20.0 | 1.0 | 12.0 | 6.0 | 1.0 | 5.0", StringComparison.Ordinal));
    }

    [Fact]
    public void Lines_EveryTable_HasAsManyCellsInEachLine()
    {
        string[] lines = [.. ArrayTables.Lines([Row(Evaluation()), Row(Evaluation())]), ""];
        var start = 0;
        for (var tables = 0; tables < 4; tables++)
        {
            var end = Array.IndexOf(lines, "", start);
            Assert.Single(lines[start..end].Select(line => line.Count(letter => letter == '|')).Distinct());
            start = end + 1;
        }

        Assert.Equal(lines.Length, start);
    }

    /// <summary>A design that failed early has no numbers to show, and is shown all the same.</summary>
    [Fact]
    public void Lines_FailedRow_IsThereWithoutNumbers()
    {
        var lines = ArrayTables.Lines([Row(Evaluation() with { Simulation = null, Synthesis = null, Lint = null })]).ToArray();

        Assert.Contains(lines, line => line.StartsWith("| vit-b16 encode | 16x16 OS | 1,234,567 |", StringComparison.Ordinal));
    }

    [Fact]
    public void OwnShare_Parts_IsOursOverAll() => Assert.Equal(0.05, Time.OwnShare, 12);

    private static TurnTime Time => new(20, 1, 12, 6, 1);

    private static ArrayRow Row(CandidateEvaluation evaluation) => new("vit-b16 encode", Hardware, evaluation, Time);

    private static CandidateEvaluation Evaluation() => new()
    {
        Id = "001",
        Origin = "benchmark",
        Rationale = "",
        Parameters = Hardware,
        ProposedUnits = [],
        Stages = [],
        PredictedCycles = 1_234_567,
        Utilisation = 0.935,
        Lint = new LintSummary(0),
        Simulation = new SimulationSummary
        {
            Vectors = 5000, Mismatches = 0, Cycles = 1_200_000, PredictedCycles = 1_200_000, Complete = false, StressRuns = 8,
            Operators = [Operator("narrow", 12, 100_000, Shape, 100_000), Operator("query+key", 24, 200_000, new LayerShape(16, 16, 32), 900)],
        },
        Synthesis = new SynthesisSummary
        {
            AreaGateEquivalents = 60_001, FlipFlops = 9000, MemoryBits = 1 << 20, LogicDepth = 33, PredictedAreaGateEquivalents = 59_000,
            Units = [new UnitArea("hwa_pe_os", 256, 40_000, 8000, 0), new UnitArea("hwa_lane", 16, 9_000, 800, 0)],
        },
    };

    private static OperatorMeasurement Operator(string name, long repeats, long predicted, LayerShape simulated, long cycles) => new()
    {
        Name = name, Shape = Shape, WeightBits = 8, Repeats = repeats, PredictedCycles = predicted, Utilisation = 0.935, BoundBy = "compute", EnergyPicojoules = 1, MemoryBytes = 1,
        SimulatedShape = simulated, SimulatedPredictedCycles = cycles, SimulatedCycles = cycles,
    };
}
