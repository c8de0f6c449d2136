using System.Numerics;
using CsCheck;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Analysis;

/// <summary>Bursts and rows in closed form against addresses counted one by one.</summary>
public class DramModelTests
{
    private static readonly DramGeometry Geometry = DramGeometry.Ddr4 with { RowPicojoules = 1000, ReadPicojoules = 10, WritePicojoules = 20 };

    [Fact]
    public void Evaluate_RandomNest_CountsTheBurstsAndRowsOfItsAddresses() =>
        Gen.Select(NestCases.Of(100), Gen.OneOf(4, 8, 16), Gen.OneOf(1, 2, 8), Gen.Bool).Sample((c, burst, burstsPerRow, isRowMajor) =>
        {
            var geometry = Geometry with { BurstBytes = burst, RowBytes = burst * burstsPerRow };
            var layouts = Enum.GetValues<Operand>().Select(o => isRowMajor ? DramLayout.RowMajor(c.Problem, o) : DramLayout.ColumnMajor(c.Problem, o)).ToList();
            var cost = new DramModel(c.Problem, c.Architecture, geometry).Evaluate(c.Nest, layouts);
            var counted = new DramTraffic[3];
            var output = new NestModel(c.Problem, c.Architecture).Evaluate(c.Nest).Levels[0].Traffic[2];
            var run = new NestSimulation(c.Problem, c.Architecture, c.Nest)
            {
                Transferred = (operand, isWritten, box) =>
                {
                    var width = operand == Operand.Output && output.WritesFromBelow > output.FinalWritesFromBelow ? c.Problem.PartialBits : c.Problem.Tensor(operand).Bits;
                    var addresses = Addresses(c.Problem, operand, layouts[(int)operand], box, (int)BitOperations.RoundUpToPowerOf2((uint)width), geometry).ToList();
                    var (bursts, rows) = (addresses.Select(a => a / (8 * geometry.BurstBytes)).Distinct().Count(), addresses.Select(a => a / (8 * geometry.RowBytes)).Distinct().Count());
                    ref var sum = ref counted[(int)operand];
                    sum = isWritten
                        ? sum with { WrittenBursts = sum.WrittenBursts + bursts, WrittenRows = sum.WrittenRows + rows }
                        : sum with { ReadBursts = sum.ReadBursts + bursts, ReadRows = sum.ReadRows + rows };
                },
            };
            run.Run();
            Assert.Equal(counted, cost.Tensors);
        }, seed: "0000000000026", iter: 1500);

    /// <summary>A 197x768 operand read once in tiles of 64x128: along the lines a tile's line is two bursts, across them it is a burst for each element.</summary>
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
        var layouts = Enum.GetValues<Operand>().Select(o => DramLayout.RowMajor(problem, o)).ToList();

        // Lines of 768 bytes have a pitch of 1024, eight to a row: 8 + 8 + 8 + 1 rows for each of the 6 columns of tiles.
        var along = model.Evaluate(nest, layouts);
        Assert.Equal(new DramTraffic(197 * 6 * 2, 0, 6 * 25, 0), along.Tensors[0]);

        // Lines of 197 bytes have a pitch of 256, 32 to a row: in each of 768 lines 1 + 1 + 1 + 1 bursts, and 4 rows for each of the 24 tiles.
        layouts[0] = DramLayout.ColumnMajor(problem, Operand.Input);
        var across = model.Evaluate(nest, layouts);
        Assert.Equal(new DramTraffic(768 * 4, 0, 24 * 4, 0), across.Tensors[0]);
        Assert.Equal(along.Tensors[1], across.Tensors[1]);
    }

    /// <summary>A weight column of a decode step is one burst an element when the lines run across it, and rows rather than data bound the time.</summary>
    [Fact]
    public void Evaluate_ColumnsOfRowMajorWeights_AreBoundByRows()
    {
        var problem = TensorProblem.Gemm("decode", 1, 4096, 4096);
        var nest = new LoopNest([new LevelNest([new TemporalLoop(2, 1)], []), new LevelNest([new TemporalLoop(3, 1)], []), new LevelNest([], [], OperandSet.Weight)]);
        var model = new DramModel(problem, TestArrays.Architecture, Geometry);
        var good = model.Evaluate(nest, [DramLayout.RowMajor(problem, Operand.Input), DramLayout.RowMajor(problem, Operand.Weight), DramLayout.RowMajor(problem, Operand.Output)]);
        var bad = model.Evaluate(nest, [DramLayout.RowMajor(problem, Operand.Input), DramLayout.ColumnMajor(problem, Operand.Weight), DramLayout.RowMajor(problem, Operand.Output)]);

        // Dimensions are H, M, N, K: row-major lines of the weights run along K, the other way along N.
        Assert.Equal(new DramTraffic(4096 * 64, 0, 4096, 0), good.Tensors[1]);
        Assert.Equal(new DramTraffic(4096L * 4096, 0, 4096L * 2048, 0), bad.Tensors[1]);
        Assert.Equal(64, bad.Tensors[1].ReadBursts / good.Tensors[1].ReadBursts);
        var bursts = bad.Tensors.Sum(t => t.ReadBursts + t.WrittenBursts);
        Assert.Equal(Math.Max(bursts * 4, (bad.Tensors.Sum(t => t.RowMisses) * 55 + 15) / 16) + 32, bad.Cycles);
        Assert.True(bad.BytesPerSecond < good.BytesPerSecond / 50);
        Assert.True(bad.EnergyPicojoules > 100 * good.EnergyPicojoules);
    }

    [Fact]
    public void Evaluate_LayoutOfOtherDimensions_SaysWhichThereAre()
    {
        var layouts = Enum.GetValues<Operand>().Select(o => DramLayout.RowMajor(TestArrays.Problem, o)).ToList();
        layouts[1] = new DramLayout([1]);

        var thrown = Assert.Throws<ArgumentException>(() => new DramModel(TestArrays.Problem, TestArrays.Architecture, Geometry).Evaluate(TestArrays.Nest, layouts));
        Assert.Contains("the layout of Weights has the order 1; its dimensions are 0, 2, 3", thrown.Message, StringComparison.Ordinal);
    }

    /// <summary>In bits: lines along the first dimension, the second across, blocks of whole rows for the others.</summary>
    private static IEnumerable<long> Addresses(TensorProblem problem, Operand operand, DramLayout layout, SimulatedTile box, int bits, DramGeometry geometry)
    {
        long Size(int place) => place < layout.Order.Count ? problem.Dimensions[layout.Order[place]].Size : 1;
        var (line, row) = (Size(0) * bits, 8L * geometry.RowBytes);
        var pitch = line > row ? (line + row - 1) / row * row : Math.Max(8L * geometry.BurstBytes, (long)BitOperations.RoundUpToPowerOf2((ulong)line));
        var block = (pitch * Size(1) + row - 1) / row * row;
        foreach (var element in box.Elements())
        {
            var at = Enumerable.Range(0, problem.Dimensions.Count).Select(d => element >> 4 * (problem.Dimensions.Count - 1 - d) & 15).ToArray();
            long Index(int place) => place < layout.Order.Count ? at[layout.Order[place]] : 0;
            yield return Index(0) * bits + Index(1) * pitch + (Index(2) + Size(2) * Index(3)) * block;
        }

        Assert.Equal(layout.Order.Count, Enumerable.Range(0, problem.Dimensions.Count).Count(d => problem.Tensor(operand).Uses(d) && problem.Dimensions[d].Size > 1));
    }
}
