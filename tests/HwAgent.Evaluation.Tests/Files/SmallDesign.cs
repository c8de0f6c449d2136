using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Search;
using HwAgent.Dataflow.Specification;
using HwAgent.Evaluation.Candidates;

namespace HwAgent.Evaluation.Tests.Files;

/// <summary>Two ragged products on a 4x4 array: small enough for seconds, large enough for several blocks.</summary>
internal static class SmallDesign
{
    public static DesignSpec Spec { get; } = new()
    {
        Name = "small",
        Workload = new WorkloadSpec { Gemms = [new GemmSpec { Name = "first", M = 9, N = 10, K = 17 }] },
        Budget = new Budget { DramBytesPerCycle = 8 },
    };

    public static AcceleratorParameters Hardware { get; } = new()
    {
        Dataflow = ArrayDataflow.OutputStationary, Rows = 4, Columns = 4, BusBits = 64, ActivationWords = 16, WeightWords = 32, AccumulatorRows = 32, OutputRows = 32, ParameterTiles = 2,
    };

    public static IReadOnlyList<GemmTask> Tasks { get; } = [new("first", new LayerShape(9, 10, 17), 8), new("second", new LayerShape(5, 3, 8), 8) { Repeats = 3 }];

    public static MemoryTiming Memory { get; } = MemoryTiming.Of(Spec.Budget, Hardware);

    public static DesignPoint Point { get; } = DesignEvaluator.Evaluate(Hardware, new SearchRequest { Tasks = Tasks, Budget = Spec.Budget }).Point!;

    public static Candidate Candidate { get; } = new() { Id = "001", Origin = "test", Point = Point };
}
