using CsCheck;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Analysis;

/// <summary>A mapping's latency and energy with the memory's own.</summary>
public class DramNestModelTests
{
    private static readonly DramLayoutKind[] Kinds = Enum.GetValues<DramLayoutKind>();

    [Fact]
    public void Best_RandomNest_NeverCostsLessThanItsBandwidthAndBits() =>
        Gen.Select(NestCases.Of(100), Gen.OneOf(1, 4, 8), Gen.OneOf(8, 64), Gen.OneOf(0.2e9, 1e9, 7e9), Gen.Bool).Sample((c, banks, row, clock, byEnergy) =>
        {
            var architecture = With(c.Architecture, DramGeometry.Ddr4 with { BurstBytes = 8, RowBytes = row, Banks = banks, ClockHertz = clock });
            var model = new DramNestModel(c.Problem, architecture);
            var best = model.Best(c.Nest, Kinds, Key);

            Assert.Equal(new NestModel(c.Problem, c.Architecture).Evaluate(c.Nest).LatencyCycles, best.Plain.LatencyCycles);
            Assert.True(best.Cost.LatencyCycles >= best.Plain.LatencyCycles);
            Assert.True(best.Cost.SteadyCycles >= best.Plain.SteadyCycles);
            Assert.True(best.Cost.LatencyCycles >= best.Cost.SteadyCycles);
            Assert.True(best.Cost.StallCycles >= 0);
            Assert.True(best.Cost.LatencyCycles / 1e9 >= (best.Dram.Cycles - 1 - 32) / clock * (1 - 1e-9) - 1e-9);
            Assert.True(best.Cost.EnergyPicojoules > best.Plain.EnergyPicojoules);
            Assert.Equal(best.Dram.RowPicojoules + best.Dram.BurstPicojoules + best.BackgroundPicojoules, best.Cost.Levels[0].EnergyPicojoules);
            foreach (var kind in Kinds)
            {
                var one = model.Evaluate(c.Nest, [.. Enum.GetValues<Operand>().Select(o => DramLayout.Of(kind, c.Problem, o))]);
                Assert.True(Key(best.Dram).CompareTo(Key(one.Dram)) <= 0);
            }

            (double, double) Key(DramCost d) => byEnergy ? (d.RowPicojoules + d.BurstPicojoules, 0) : (Math.Max(d.BusCycles, d.RowCycles), 0);
        }, seed: "0000000000027", iter: 800);

    /// <summary>A memory whose bursts are single bytes, each as fast as the last, is a port: every exchange then waits for it as for the port's bandwidth.</summary>
    [Fact]
    public void Evaluate_MemoryThatIsAPort_TakesTheCyclesOfThatPort() =>
        Gen.Select(NestCases.Of(100), Gen.Int[1, 24]).Sample((c, cycles) =>
        {
            var problem = c.Problem with { Tensors = [.. c.Problem.Tensors.Select(t => t with { Bits = 8 })], PartialBits = 8 };
            var memory = DramGeometry.Ddr4 with
            {
                BurstBytes = 1,
                RowBytes = 1 << 20,
                Banks = 1 << 10,
                ClockHertz = 1e9,
                BurstCycles = cycles,
                SameRowBurstCycles = cycles,
                ActivateGapCycles = 1,
                FourActivatesCycles = 1,
                RefreshCycles = 0,
                ActivateCycles = 0,
                ColumnCycles = 0,
            };
            var bare = With(c.Architecture, null);
            var port = bare with { Levels = [bare.Levels[0] with { Ports = [new MemoryPort("bus", 8.0 / cycles, MemoryPort.Everything)] }, .. bare.Levels.Skip(1)] };

            var expected = new NestModel(problem, port).Evaluate(c.Nest);
            var cost = new DramNestModel(problem, With(bare, memory)).Evaluate(c.Nest, [.. Enum.GetValues<Operand>().Select(o => DramLayout.Of(DramLayoutKind.RowMajor, problem, o))]).Cost;
            Assert.Equal((expected.FillCycles, expected.LatencyCycles, expected.DrainCycles), (cost.FillCycles, cost.LatencyCycles, cost.DrainCycles));
            Assert.Equal(expected.Levels[0].PortCycles, cost.Levels[0].PortCycles);
        }, seed: "0000000000028", iter: 800);

    /// <summary>A product by hand: 20x24x16 in tiles of 8x16 and 12x16, one burst and one row a tile at most, on a memory of twice the clock.</summary>
    [Fact]
    public void Evaluate_ProductOnAnArray_CostsWhatTheDerivationSays()
    {
        var architecture = With(TestArrays.Architecture, DramGeometry.Ddr4 with { ClockHertz = 2e9 });
        var layouts = Enum.GetValues<Operand>().Select(o => DramLayout.Of(DramLayoutKind.TileMajor, TestArrays.Problem, o)).ToList();
        var cost = new DramNestModel(TestArrays.Problem, architecture).Evaluate(TestArrays.Nest, layouts);

        // Inputs: 8x16, 8x16, 4x16 bytes. Weights: 2 tiles of 12x16 for each of the 3. Outputs: 6 tiles of 8x12 or 4x12 bytes.
        Assert.Equal((new DramTraffic(2 + 2 + 1, 3, 2), new DramTraffic(3 * 2 * 3, 6, 12)), (cost.Dram.Tensors[0].Reads, cost.Dram.Tensors[1].Reads));
        Assert.Equal((default, new DramTraffic(4 * 2 + 2, 6, 4)), (cost.Dram.Tensors[2].Reads, cost.Dram.Tensors[2].Writes));
        Assert.Equal((18 * 6 + 15 * 4) * 9364 / 8944.0, cost.Dram.BusCycles, 1e-9);
        Assert.Equal(15 * 6.5 * 9364 / 8944.0, cost.Dram.RowCycles, 1e-9);
        // The bus of 4 bytes a cycle is slower than that by far; the first access adds (16 + 16) / 2 cycles to the fill.
        Assert.Equal(cost.Plain.LatencyCycles + 16, cost.Cost.LatencyCycles);
        Assert.Equal(cost.Plain.FillCycles + 16, cost.Cost.FillCycles);
        Assert.Equal(15 * 3352.0, cost.Dram.RowPicojoules);
        Assert.Equal(cost.Cost.LatencyCycles * 2 * (344 + 695_520 / 9364.0), cost.BackgroundPicojoules, 1e-6);
    }

    private static Architecture With(Architecture architecture, DramGeometry? geometry) =>
        architecture with { Levels = [architecture.Levels[0] with { Geometry = geometry, Ports = geometry is { BurstBytes: 1 } || geometry is null ? [] : architecture.Levels[0].Ports }, .. architecture.Levels.Skip(1)] };
}
