using System.Numerics;
using CsCheck;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Analysis;

/// <summary>Bursts, rows and time in closed form against memories that are walked burst by burst.</summary>
public class DramModelTests
{
    private static readonly DramGeometry Geometry = DramGeometry.Ddr4;

    [Fact]
    public void Evaluate_RandomNest_CountsWhatAWalkOverItsBurstsCounts() =>
        Gen.Select(NestCases.Of(100), Gen.OneOf(4, 8, 16), Gen.OneOf(1, 2, 8), Gen.OneOf(1, 2, 4), Gen.Enum<DramLayoutKind>()).Sample((c, burst, burstsPerRow, turns, kind) =>
        {
            var geometry = Geometry with { BurstBytes = burst, RowBytes = burst * burstsPerRow, Banks = 4 };
            var layouts = Enum.GetValues<Operand>().Select(o => DramLayout.Of(kind, c.Problem, o) with { BanksInTurn = turns }).ToList();
            var cost = new DramModel(c.Problem, c.Architecture, geometry).Evaluate(c.Nest, layouts);
            var memories = Run(c, geometry, layouts);
            foreach (var operand in Enum.GetValues<Operand>())
                Assert.Equal((operand, memories[(int)operand].Reads, memories[(int)operand].Writes), (operand, cost.Tensors[(int)operand].Reads, cost.Tensors[(int)operand].Writes));

            var share = 1 - 420 / 9364.0;
            Assert.Equal(memories.Sum(m => m.BusCycles) / share, cost.BusCycles, 1e-6);
            Assert.Equal(memories.Sum(m => (m.Reads + m.Writes).RowMisses) * 55 / 4.0 / share, cost.RowCycles, 1e-6);
            Assert.Equal(Math.Ceiling(Math.Max(cost.BusCycles, cost.RowCycles)) + 32, cost.Cycles);
        }, seed: "0000000000026", iter: 3000);

    /// <summary>A tile in one piece, read in order by banks that each keep their times: the model is no slower, and misses little.</summary>
    [Theory]
    [InlineData(1, 6)]
    [InlineData(2, 4)]
    [InlineData(16, 4)]
    public void Evaluate_OneLongTile_TakesWhatItsBanksTake(int turns, int cyclesPerBurst)
    {
        var problem = TensorProblem.Gemm("product", 1, 1024, 1024);
        var nest = new LoopNest([new LevelNest([], []), new LevelNest([new TemporalLoop(2, 1), new TemporalLoop(3, 1)], []), new LevelNest([], [], OperandSet.Weight)]);
        var layout = DramLayout.Of(DramLayoutKind.TileMajor, problem, Operand.Weight) with { BanksInTurn = turns };
        var small = DramLayout.Of(DramLayoutKind.TileMajor, problem, Operand.Input);
        var geometry = Geometry with { RefreshCycles = 0 };
        var model = new DramModel(problem, TestArrays.Architecture, geometry).Evaluate(nest, [small, layout, small]);

        const int Bursts = 1024 * 1024 / 64;
        Assert.Equal(new DramTraffic(Bursts, 128, turns == 1 ? Bursts - 128 : 0), model.Tensors[1].Reads);
        var memory = new SimulatedDram(problem, Operand.Weight, layout, geometry, 8);
        var banks = SimulatedBanks.Cycles(geometry, [.. Enumerable.Range(0, Bursts).Select(b => memory.Decode(b))]);
        var bus = Bursts * cyclesPerBurst - (turns == 1 ? 128 * 2 : 0);
        // The two vectors are 32 bursts in 2 rows.
        Assert.Equal(bus + 2 * (15 * 6 + 4), model.BusCycles);
        Assert.InRange(banks, bus, 1.01 * bus + 16 + 16 + 4);
    }

    /// <summary>A 197x768 operand read once in tiles of 64x128: along the lines a tile's line is two bursts, across them it is a burst for each element, in tiles nothing is wasted.</summary>
    [Fact]
    public void Evaluate_LayoutAgainstTheTiles_MovesManyMoreBursts()
    {
        var problem = TensorProblem.Gemm("product", 197, 128, 768);
        var nest = new LoopNest(
        [
            new LevelNest([new TemporalLoop(1, 64), new TemporalLoop(3, 128)], []),
            new LevelNest([new TemporalLoop(1, 1), new TemporalLoop(2, 1), new TemporalLoop(3, 1)], []),
            new LevelNest([], [], OperandSet.Weight),
        ]);
        var model = new DramModel(problem, TestArrays.Architecture, Geometry);
        var layouts = Enum.GetValues<Operand>().Select(o => DramLayout.Of(DramLayoutKind.RowMajor, problem, o)).ToList();

        // Lines of 768 bytes have a pitch of 1024, eight to a row: 8 + 8 + 8 + 1 rows for each of the 6 columns of tiles.
        var along = model.Evaluate(nest, layouts);
        Assert.Equal(new DramTraffic(197 * 6 * 2, 6 * 25, 197 * 6 * 2 - 6 * 25), along.Tensors[0].Reads);

        // Lines of 197 bytes have a pitch of 256, 32 to a row: in each of 768 lines 1 + 1 + 1 + 1 bursts, and 4 rows for each of the 24 tiles.
        layouts[0] = DramLayout.Of(DramLayoutKind.ColumnMajor, problem, Operand.Input);
        var across = model.Evaluate(nest, layouts);
        Assert.Equal(new DramTraffic(768 * 4, 24 * 4, 768 * 4 - 24 * 4), across.Tensors[0].Reads);
        Assert.Equal(along.Tensors[1], across.Tensors[1]);

        // 18 tiles of 8 KiB, one row each, and 6 of 640 bytes.
        layouts[0] = DramLayout.Of(DramLayoutKind.TileMajor, problem, Operand.Input);
        Assert.Equal(new DramTraffic(18 * 128 + 6 * 10, 24, 18 * 127 + 6 * 9), model.Evaluate(nest, layouts).Tensors[0].Reads);

        // Taking turns, a tile opens a row in each of 16 banks; the short ones have bursts for 10.
        layouts[0] = layouts[0] with { BanksInTurn = 16 };
        Assert.Equal(new DramTraffic(18 * 128 + 6 * 10, 18 * 16 + 6 * 10, 0), model.Evaluate(nest, layouts).Tensors[0].Reads);
    }

    /// <summary>A weight column of a decode step is one burst an element, and a row for every second one, when the lines run across it.</summary>
    [Fact]
    public void Evaluate_ColumnsAcrossTheLines_MoveABurstForEachElement()
    {
        var problem = TensorProblem.Gemm("decode", 1, 4096, 4096);
        var nest = new LoopNest([new LevelNest([new TemporalLoop(2, 1)], []), new LevelNest([new TemporalLoop(3, 1)], []), new LevelNest([], [], OperandSet.Weight)]);
        var model = new DramModel(problem, TestArrays.Architecture, Geometry);
        var layouts = Enum.GetValues<Operand>().Select(o => DramLayout.Of(DramLayoutKind.RowMajor, problem, o)).ToList();
        var good = model.Evaluate(nest, layouts);
        layouts[1] = DramLayout.Of(DramLayoutKind.ColumnMajor, problem, Operand.Weight);
        var bad = model.Evaluate(nest, layouts);

        // Dimensions are H, M, N, K: row-major lines of the weights run along K, the other way along N.
        Assert.Equal(new DramTraffic(4096 * 64, 4096, 4096 * 63), good.Tensors[1].Reads);
        Assert.Equal(new DramTraffic(4096L * 4096, 4096L * 2048, 4096L * 2048), bad.Tensors[1].Reads);
        // A row every 6.5 cycles: a quarter of tFAW.
        Assert.Equal(bad.RowMisses * 6.5 * 9364 / (9364 - 420), bad.RowCycles, 1e-3);
        Assert.Equal((4096L * 2048 * (6 + 4) + 63 * 6 + 4 + 4096 * 4) * 9364.0 / (9364 - 420), bad.BusCycles, 1e-3);
        Assert.True(bad.BytesPerSecond < good.BytesPerSecond / 50);
        Assert.Equal(bad.RowMisses * 3352.0, bad.RowPicojoules);
        // Each output is a transfer, and a row, of its own both ways.
        Assert.Equal((4096 + 4096 + 1, 4096L * 2048 + 4096 + 1), (good.RowMisses, bad.RowMisses));
    }

    [Fact]
    public void Evaluate_LayoutOfOtherDimensions_SaysWhichThereAre()
    {
        var layouts = Enum.GetValues<Operand>().Select(o => DramLayout.Of(DramLayoutKind.RowMajor, TestArrays.Problem, o)).ToList();
        layouts[1] = new DramLayout([1]);

        var thrown = Assert.Throws<ArgumentException>(() => new DramModel(TestArrays.Problem, TestArrays.Architecture, Geometry).Evaluate(TestArrays.Nest, layouts));
        Assert.Contains("the layout of Weights has the order 1; its dimensions are 0, 2, 3", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_TurnsOfMoreBanksThanThereAre_IsRefused()
    {
        var layouts = Enum.GetValues<Operand>().Select(o => DramLayout.Of(DramLayoutKind.TileMajor, TestArrays.Problem, o) with { BanksInTurn = 32 }).ToList();

        var thrown = Assert.Throws<ArgumentException>(() => new DramModel(TestArrays.Problem, TestArrays.Architecture, Geometry).Evaluate(TestArrays.Nest, layouts));
        Assert.Contains("power of two up to 16", thrown.Message, StringComparison.Ordinal);
    }

    private static SimulatedDram[] Run(NestCase c, DramGeometry geometry, List<DramLayout> layouts)
    {
        var output = new NestModel(c.Problem, c.Architecture).Evaluate(c.Nest).Levels[0].Traffic[2];
        var moved = new List<(Operand Operand, bool IsWritten, SimulatedTile Box)>();
        new NestSimulation(c.Problem, c.Architecture, c.Nest) { Transferred = (operand, isWritten, box) => moved.Add((operand, isWritten, box)) }.Run();
        var memories = Enum.GetValues<Operand>().Select(o =>
        {
            var width = o == Operand.Output && output.WritesFromBelow > output.FinalWritesFromBelow ? c.Problem.PartialBits : c.Problem.Tensor(o).Bits;
            var largest = moved.Where(m => m.Operand == o).Max(m => m.Box.Count);
            return new SimulatedDram(c.Problem, o, layouts[(int)o], geometry, (int)BitOperations.RoundUpToPowerOf2((uint)width)) { LargestTile = largest };
        }).ToArray();
        foreach (var (operand, isWritten, box) in moved) memories[(int)operand].Move(isWritten, box);
        return memories;
    }
}
