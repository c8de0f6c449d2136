using CsCheck;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Fusion;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Mapper.Quick;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;
using HwAgent.Dataflow.Tests.Formats;

namespace HwAgent.Dataflow.Tests.Fusion;

/// <summary>Rows, banks and bursts of DRAM in fused schedules.</summary>
public class FusedDramTests
{
    private static readonly WidthMap Widths = new();

    private static Architecture Edge(string memory) => FormatFiles.Architecture(File.ReadAllText(Path.Combine(FormatFiles.Architectures, $"edge-16x16-{memory}.yaml")));

    /// <summary>A product that nothing is fused with costs what <c>map</c> says of it alone: the same search, the same layouts, the same account.</summary>
    [Theory]
    [InlineData("lpddr4", 50, 96, 72, Objective.Latency)]
    [InlineData("lpddr4", 1, 512, 768, Objective.Edp)]
    [InlineData("ddr4", 197, 256, 128, Objective.Energy)]
    [InlineData("ddr4", 64, 64, 1024, Objective.Latency)]
    public void Plan_SingleProduct_CostsWhatItCostsAlone(string memory, int m, int n, int k, Objective objective)
    {
        var edge = Edge(memory);
        DramMapping? alone = null;
        var list = new TensorList();
        var (input, output) = (list.External("input", (long)m * k, 8, TrafficKind.Activations), list.Made("product", (long)m * n, 8));
        list.Add(new GraphOperator("product", OperatorKind.Gemm, [input], [output]) { Product = new GraphProduct(m, n, k, 1, 8, 8, IsAttention: false, BiasBits: 0) });
        var graph = new TransformerGraph("one", Phases.Encode, [new GraphSegment("product", 1, IsBlock: false, list.Operators, list.Finish(output))]);
        var schedule = FusionPlanner.Plan(new FusionRequest(graph, Widths, edge, objective, Mapped) { Layouts = DramRanking.AllKinds });

        Assert.Equal(alone!.Cost.Cost.LatencyCycles, schedule.Totals.Cycles);
        Assert.Equal(alone.Cost.Cost.EnergyPicojoules, schedule.Totals.EnergyPicojoules, 1e-9 * schedule.Totals.EnergyPicojoules);
        Assert.Equal(alone.Cost.Cost.DramBits, schedule.Totals.Traffic.Total);
        var product = Assert.Single(Assert.Single(Assert.Single(schedule.Segments).Groups).Products);
        Assert.Equal(alone.Cost.Cost.EnergyPicojoules, product.Cost.EnergyPicojoules, 1e-9 * schedule.Totals.EnergyPicojoules);
        Assert.Equal(alone.Cost.Dram.RowMisses, product.Dram!.Dram.RowMisses);

        ProductMapping? Mapped(TensorProblem problem, Architecture architecture)
        {
            var request = new MapperRequest(problem, architecture, objective) { Keep = DramRanking.Candidates, MostEvaluations = 40_000 };
            alone = DramRanking.Rank(request, GemmMapper.Search(request), DramRanking.AllKinds)[0];
            return new ProductMapping(alone.Nest, alone.Cost.Plain);
        }
    }

    /// <summary>What is planned by the banks is never below what is planned by bandwidth, nor its bound; what streams past the products counts, too.</summary>
    [Theory]
    [InlineData("lpddr4", "deit-s", Phases.Encode)]
    [InlineData("ddr4", "qwen2-0.5b", Phases.Decode)]
    public void Plan_Workload_IsAboveBandwidthAndItsBound(string memory, string preset, string phase)
    {
        var edge = Edge(memory);
        var graph = TransformerGraph.Of(WorkloadBuilder.Build(WorkloadPresets.Get(preset), new WorkloadOptions(Phase: phase)), Widths);
        var request = new FusionRequest(graph, Widths, edge, Objective.Latency, new TilingMapper(Objective.Latency).Map) { Threads = 2 };
        var (banks, bandwidth) = (FusionPlanner.Plan(request with { Layouts = DramRanking.AllKinds }), FusionPlanner.Plan(request));

        Assert.True(banks.Totals.Cycles > bandwidth.Totals.Cycles && banks.Unfused.Cycles > bandwidth.Unfused.Cycles);
        Assert.True(banks.Totals.EnergyPicojoules > bandwidth.Totals.EnergyPicojoules);
        Assert.True(banks.Bound.Cycles >= bandwidth.Bound.Cycles && banks.Bound.EnergyPicojoules > bandwidth.Bound.EnergyPicojoules);
        Assert.True(banks.CyclesGap >= 0 && banks.EnergyGap >= 0 && banks.TrafficGap >= 0);
        Assert.True(banks.Totals.Cycles <= banks.Unfused.Cycles);
        var geometry = edge.Levels[0].Geometry!;
        // Whole bursts at the peak of the memory.
        foreach (var group in banks.Segments.SelectMany(s => s.Groups))
            Assert.True(group.MemoryCycles >= group.Totals.Traffic.Total / (8.0 * geometry.BurstBytes) * geometry.BurstCycles * edge.ClockHertz / geometry.ClockHertz);
    }

    /// <summary>What makes the division of a chain exact: no cost is below its bound.</summary>
    [Fact]
    public void Bound_RandomProducts_IsNotAboveTheCost() =>
        Gen.Select(Gen.Int[1, 200], Gen.Int[1, 200], Gen.Int[1, 200], Gen.Int[0, 7], Gen.Bool).Sample((m, n, k, resident, isDdr4) =>
        {
            var edge = Edge(isDdr4 ? "ddr4" : "lpddr4");
            var hardware = new FusionHardware(edge, new DramBanks(edge, DramRanking.AllKinds, Objective.Energy));
            var costs = new ProductCosts(hardware, new TilingMapper(Objective.Energy, otherwise: (_, _) => null).Map);
            var execution = new ProductExecution(0, TensorProblem.Gemm("p", m, n, k), (OperandSet)resident, 8 * 1024, 1);
            if (costs.Exact(execution) is not { } exact) return;
            var bound = costs.Bound(execution);
            Assert.True(bound.SteadyCycles <= exact.SteadyCycles);
            Assert.True(bound.Work.BusCycles <= exact.Work.BusCycles * (1 + 1e-12) && bound.Work.RowCycles <= exact.Work.RowCycles * (1 + 1e-12));
            Assert.True(bound.Work.Picojoules <= exact.Work.Picojoules * (1 + 1e-12));
        }, seed: "0000000000001", iter: 60, threads: 1);

    /// <summary>An operand at home on the chip does nothing in the banks; the others do what they do without it.</summary>
    [Theory]
    [InlineData(OperandSet.Input)]
    [InlineData(OperandSet.Output)]
    [InlineData(OperandSet.Input | OperandSet.Weight)]
    public void Count_ResidentOperands_LeavesTheOthersAsTheyAre(OperandSet resident)
    {
        var edge = Edge("ddr4");
        var problem = TensorProblem.Gemm("p", 96, 200, 320);
        var seen = new FusionHardware(edge).For(resident, 16 * 1024);
        var nest = new TilingMapper(Objective.Energy, otherwise: (_, _) => null).Map(problem, seen)!.Nest;
        var geometry = edge.Levels[0].Geometry!;
        DramLayout[] layouts = [.. Enum.GetValues<Operand>().Select(o => DramLayout.Of(DramLayoutKind.TileMajor, problem, o))];
        var cost = new DramModel(problem, seen, geometry, level: 1).Evaluate(nest, layouts);
        var plain = new DramModel(problem, edge, geometry).Evaluate(new LoopNest([.. nest.Levels.Skip(1)]), layouts);

        foreach (var operand in Enum.GetValues<Operand>()) Assert.Equal(resident.Has(operand) ? default : plain.Tensors[(int)operand].All, cost.Tensors[(int)operand].All);
    }

    /// <summary>Who reads a tensor of another group in DRAM finds it as it was written: lines of one direction, or tiles of one size, in as many banks in turn; whether fused or not.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Plan_TensorsBetweenGroups_HaveOneLayout(bool isFused)
    {
        var edge = Edge("ddr4");
        var config = new DecoderConfig("tiny") { HiddenSize = 256, Layers = 2, Heads = 4, KeyValueHeads = 2, HeadSize = 64, IntermediateSize = 704, VocabularySize = 300, MaxPositions = 512 };
        var graph = TransformerGraph.Of(WorkloadBuilder.Build(config, new WorkloadOptions(SequenceLength: 192)), Widths);
        var schedule = FusionPlanner.Plan(new FusionRequest(graph, Widths, edge, Objective.Energy, new TilingMapper(Objective.Energy, otherwise: (_, _) => null).Map) { Layouts = DramRanking.AllKinds, IsFused = isFused });
        var shared = 0;
        foreach (var (segment, planned) in graph.Segments.Zip(schedule.Segments).Where(s => s.First.IsBlock))
        {
            var products = planned.Groups.SelectMany(g => g.Products).ToList();
            for (var t = 0; t < segment.Tensors.Count; t++)
            {
                var layouts = new List<string>();
                foreach (var product in products)
                {
                    var op = segment.Operators.Single(o => o.Name == product.Operator);
                    if (!product.Resident.Has(Operand.Output) && op.Outputs.Contains(t)) layouts.Add(Text(product, Operand.Output, "MN"));
                    if (!product.Resident.Has(Operand.Input) && op.Inputs[0] == t) layouts.Add(Text(product, Operand.Input, "MK"));
                    if (!product.Resident.Has(Operand.Weight) && op.Product!.IsAttention && op.Inputs.Skip(1).Contains(t)) layouts.Add(Text(product, Operand.Weight, op.Kind == OperatorKind.AttentionValues ? "KN" : "NK"));
                }

                Assert.InRange(layouts.Distinct().Count(), 0, 1);
                if (layouts.Count > 1) shared++;
            }
        }

        Assert.True(isFused || shared > 2);
        Assert.Equal(schedule.Segments.Aggregate(ScheduleTotals.None, (sum, s) => sum + (s.Layers * s.Totals)), schedule.Totals);
        Assert.True(schedule.EnergyToFloor >= 0 && schedule.CyclesToFloor >= 0);

        // Rows of the tensor first.
        static string Text(FusedProduct product, Operand operand, string names)
        {
            var layout = product.Dram!.Dram.Tensors[(int)operand].Layout;
            if (layout.IsTiled)
            {
                var steps = names.Select(n => product.Problem.Dimensions.Single(d => d.Name == n.ToString())).Select(d => product.Mapping.Nest.Levels[product.DramLevel].Temporal.Where(l => product.Problem.Dimensions[l.Dimension] == d).Select(l => l.Step).DefaultIfEmpty(d.Size).Min());
                return $"tiles of {string.Join(" x ", steps)}, {layout.BanksInTurn}";
            }

            return $"{(product.Problem.Dimensions[layout.Order[0]].Name == names[1..] ? "rows" : "columns")}, {layout.BanksInTurn}";
        }
    }

    /// <summary>What streams lies in whole bursts: eleven pieces of 65 bytes are two bursts and one row each, 12-bit elements take 16.</summary>
    [Fact]
    public void Of_Stream_CountsWholeBurstsAndRowsOfItsPieces()
    {
        var edge = Edge("ddr4");
        var geometry = edge.Levels[0].Geometry!;
        var banks = new DramBanks(edge, DramRanking.AllKinds, Objective.Energy);
        var share = 1 - geometry.RefreshShare;
        Assert.Equal((64, 4, 6), (geometry.BurstBytes, geometry.BurstCycles, geometry.SameRowBurstCycles));

        var pieces = banks.Of(new DramStream(11 * 65 * 8, 8, 11, IsWritten: false));
        Assert.Equal(11 * (4 + 6) / share, pieces.BusCycles, 1e-6);
        Assert.Equal(11 * geometry.ActivateSpacingCycles / share, pieces.RowCycles, 1e-6);
        Assert.Equal((11 * geometry.ActivatePicojoules) + (22 * 512 * edge.Levels[0].ReadPicojoulesPerBit), pieces.Picojoules, 1e-6);
        Assert.Equal(banks.Of(new DramStream(1000 * 16, 16, 1, IsWritten: true)), banks.Of(new DramStream(1000 * 12, 12, 1, IsWritten: true)));
    }
}
