using CsCheck;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Analysis;

/// <summary>The closed forms against a simulation that runs every step.</summary>
public class NestModelTests
{
    [Fact]
    public void NestCases_Generated_AreValid() =>
        NestCases.Of(2000).Sample(c => Assert.Empty(NestValidation.Validate(c.Problem, c.Architecture, c.Nest)), seed: "0000000000021", iter: 2000);

    [Fact]
    public void Evaluate_RandomNest_CountsWhatTheSimulationCounts() =>
        NestCases.Of(100).Sample(c =>
        {
            var run = Run(c);
            var cost = new NestModel(c.Problem, c.Architecture).Evaluate(c.Nest);
            Assert.Equal(c.Problem.Macs, run.Points.Count);
            Assert.All(run.Points.Values, times => Assert.Equal(1, times));
            for (var level = 0; level < cost.Levels.Count; level++)
            {
                foreach (var operand in Enum.GetValues<Operand>())
                {
                    var expected = new OperandTraffic(
                        run.Counts.Of(level, operand, Transfer.WriteFromAbove),
                        run.Counts.Of(level, operand, Transfer.ReadToBelow),
                        run.Counts.Of(level, operand, Transfer.WriteFromBelow),
                        run.Counts.Of(level, operand, Transfer.ReadToAbove),
                        run.Counts.FinalsOf(level, operand, Transfer.WriteFromBelow),
                        run.Counts.FinalsOf(level, operand, Transfer.ReadToAbove));
                    Assert.Equal((level, operand, expected), (level, operand, cost.Levels[level].Traffic[(int)operand]));
                }
            }
        }, seed: "0000000000022", iter: 2000);

    [Fact]
    public void Evaluate_RandomNest_TakesTheCyclesOfTheSimulation() =>
        NestCases.Of(100).Sample(c =>
        {
            var run = Run(c);
            var cost = new NestModel(c.Problem, c.Architecture).Evaluate(c.Nest);
            Assert.Equal(run.Timing.Steps, cost.ComputeCycles);
            Assert.Equal((run.Timing.FillCycles, run.Timing.RunCycles(), run.Timing.DrainCycles), (cost.FillCycles, cost.LatencyCycles - cost.FillCycles - cost.DrainCycles, cost.DrainCycles));
            for (var level = 0; level < cost.Levels.Count; level++)
            {
                var busiest = c.Architecture.Levels[level].Ports.Select(p => Math.Ceiling(run.Timing.Bits(level, p) / p.BitsPerCycle)).Append(0).Max();
                Assert.Equal(busiest, cost.Levels[level].PortCycles);
                Assert.InRange(cost.SteadyCycles, Math.Max(busiest, cost.ComputeCycles), cost.LatencyCycles);
            }
        }, seed: "0000000000023", iter: 2000);

    [Fact]
    public void Evaluate_RandomNest_HoldsTheLargestTiles() =>
        NestCases.Of(100).Sample(c =>
        {
            var run = Run(c);
            var cost = new NestModel(c.Problem, c.Architecture).Evaluate(c.Nest);
            for (var level = 0; level < cost.Levels.Count; level++)
            {
                var hasPartial = run.Counts.Of(level, Operand.Output, Transfer.WriteFromBelow) > run.Counts.FinalsOf(level, Operand.Output, Transfer.WriteFromBelow);
                var bits = Enum.GetValues<Operand>().Sum(o => run.Counts.LargestTile(level, o) * (o == Operand.Output && hasPartial ? c.Problem.PartialBits : c.Problem.Tensor(o).Bits));
                Assert.Equal(bits * (level == 0 ? 1 : c.Architecture.Levels[level].Buffers), cost.Levels[level].OccupiedBits);
            }
        }, seed: "0000000000024", iter: 2000);

    /// <summary>A model remembers what nests have in common: no nest may see what another one left.</summary>
    [Fact]
    public void Evaluate_NestsOneAfterTheOther_CostWhatEachCostsAlone() =>
        NestCases.Several(5000, nests: 12).Sample(cases =>
        {
            var alone = cases.Select(c => Figures(new NestModel(c.Problem, c.Architecture).Evaluate(c.Nest))).ToArray();
            var model = new NestModel(cases[0].Problem, cases[0].Architecture);
            Assert.Equal(alone, cases.Select(c => Figures(model.Evaluate(c.Nest))));
            Assert.Equal(alone.Reverse(), cases.Reverse().Select(c => Figures(model.Evaluate(c.Nest))));
        }, seed: "0000000000025", iter: 1000);

    [Fact]
    public void Evaluate_OneModelOnManyThreads_CostsWhatItCostsOnOne() =>
        NestCases.Several(5000, nests: 200).Sample(cases =>
        {
            var model = new NestModel(cases[0].Problem, cases[0].Architecture);
            var together = new string[cases.Length];
            Parallel.For(0, cases.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => together[i] = Figures(model.Evaluate(cases[i].Nest)));
            Assert.Equal(cases.Select(c => Figures(model.Evaluate(c.Nest))), together);
        }, seed: "0000000000026", iter: 20, threads: 1);

    /// <summary>A product by hand: 20x24x16 on the 4x4 array, weights in the registers, outputs added along the rows.</summary>
    [Fact]
    public void Evaluate_ProductOnAnArray_CostsWhatTheDerivationSays()
    {
        var cost = new NestModel(TestArrays.Problem, TestArrays.Architecture).Evaluate(TestArrays.Nest);

        // 3 tiles of M (8, 8, 4) * 2 of N * (3 of N * 4 of K) * rows: (8 + 8 + 4) * 2 * 12.
        Assert.Equal(480, cost.ComputeCycles);
        Assert.Equal(7680, cost.Macs);
        // Inputs stay for both tiles of N; weights come for each tile of M; outputs go once.
        Assert.Equal((320, 3 * 384), (cost.Levels[0].Traffic[0].ReadsToBelow, cost.Levels[0].Traffic[1].ReadsToBelow));
        Assert.Equal(new OperandTraffic(0, 0, 480, 0, 480, 0), cost.Levels[0].Traffic[2]);
        Assert.Equal((320 + 1152 + 480) * 8, cost.DramBits);
        // An input serves 4 columns; four sums of K each write 480 outputs, of which the first finds nothing.
        Assert.Equal(7680 / 4, cost.Levels[1].Traffic[0].ReadsToBelow);
        Assert.Equal((4 * 480, 3 * 480, 480), (cost.Levels[1].Traffic[2].WritesFromBelow, cost.Levels[1].Traffic[2].ReadsToBelow, cost.Levels[1].Traffic[2].FinalWritesFromBelow));
        // The first tiles are 128 + 192 bytes through 4 bytes a cycle, the last one 4 x 12 outputs. The bus is busy longer than the array.
        Assert.Equal((80, 12), (cost.FillCycles, cost.DrainCycles));
        Assert.Equal(488, cost.Levels[0].PortCycles);
        Assert.Equal("DRAM", cost.BoundBy);
    }

    private static string Figures(NestCost cost)
    {
        var levels = cost.Levels.Select(l => $"{string.Join(' ', l.Traffic)} {l.ReadBits} {l.WrittenBits} {l.OccupiedBits} {l.PortCycles} {l.EnergyPicojoules:R}");
        return $"{cost.LatencyCycles} {cost.FillCycles} {cost.DrainCycles} {cost.ComputeCycles} {cost.SteadyCycles} {cost.BoundBy} {cost.Utilisation:R} {string.Join('|', levels)}";
    }

    private static NestSimulation Run(NestCase c)
    {
        var run = new NestSimulation(c.Problem, c.Architecture, c.Nest);
        run.Run();
        return run;
    }
}
