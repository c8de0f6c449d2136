using CsCheck;
using HwAgent.Core.Numerics;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Compilation;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Tests.Cost;

namespace HwAgent.Dataflow.Tests.Compilation;

public class MemoryImageTests
{
    /// <summary>Every operand is found again where the instructions and the units of the RTL look for it.</summary>
    [Fact]
    public void Build_AnyMapping_HoldsEveryOperandWhereTheHardwareReadsIt() =>
        Gen.Select(RandomCases.Of(maxSize: 40), Gen.Byte).Sample((c, seed) =>
        {
            var program = GemmProgram.Compile(c.Hardware, c.Task, c.Mapping);
            var operands = SeededOperands.Random(c.Task.Shape, c.Task.WeightBits, c.Task.Activate, c.Task.Residual, seed);
            var image = MemoryImage.Build(program, operands);
            var g = new BlockGeometry(c.Hardware, c.Task, c.Mapping);
            var (m, n, k) = c.Task.Shape;
            var beat = c.Hardware.BusBytes;
            for (var row = 0; row < m; row++)
            {
                for (var i = 0; i < k; i++) Assert.Equal(operands.Activations[row * k + i], (sbyte)image[(program.Regions.Activations + row * g.ActivationPitch) * beat + i]);
            }

            for (var i = 0; i < k; i++)
            {
                for (var column = 0; column < n; column++) Assert.Equal(operands.Weights[i * n + column], Weight(program, g, image, i, column));
            }

            for (var column = 0; column < n; column++)
            {
                var at = (program.Regions.Parameters + column / c.Hardware.Columns * c.Hardware.ParamTileBeats) * beat + column % c.Hardware.Columns * 8;
                Assert.Equal(operands.Bias[column], BitConverter.ToInt32(image, (int)at));
                Assert.Equal(operands.Scales[column].Multiplier, BitConverter.ToUInt16(image, (int)at + 4));
                Assert.Equal(operands.Scales[column].Shift, image[at + 6]);
            }
        }, seed: "000000000000B", iter: 150);

    [Fact]
    public void ReadResult_WrittenLikeTheStores_ComesBack() =>
        Gen.Select(RandomCases.Of(maxSize: 60), Gen.Byte).Sample((c, seed) =>
        {
            var program = GemmProgram.Compile(c.Hardware, c.Task, c.Mapping);
            var g = new BlockGeometry(c.Hardware, c.Task, c.Mapping);
            var (m, n, _) = c.Task.Shape;
            var random = new SplitMix64(seed);
            var region = new byte[(program.TotalBeats - program.Regions.Result) * c.Hardware.BusBytes];
            var expected = new short[m * n];
            for (var row = 0; row < m; row++)
            {
                for (var column = 0; column < n; column++)
                {
                    var value = (short)(random.Next(65536) - 32768);
                    expected[row * n + column] = g.IsWide ? value : (sbyte)value;
                    // Row by row; within a row one column tile after the other, each a whole number of beats.
                    var at = (row * g.OutputPitch + column / c.Hardware.Columns * g.OutputTileBeats) * c.Hardware.BusBytes + column % c.Hardware.Columns * (g.IsWide ? 2 : 1);
                    region[at] = (byte)value;
                    if (g.IsWide) region[at + 1] = (byte)(value >> 8);
                }
            }

            Assert.Equal(expected, MemoryImage.ReadResult(program, region));
        }, seed: "000000000000C", iter: 150);

    [Fact]
    public void Build_BiasTooLarge_SaysWhichColumn()
    {
        var task = new GemmTask("t", new LayerShape(4, 16, 16), 8);
        var program = GemmProgram.Compile(new AcceleratorParameters(), task, new GemmMapping(4, 16, 16, BlockOrder.RowsOuter));
        var operands = SeededOperands.Random(task.Shape, 8, activate: false, residual: false, seed: 1);
        operands.Bias[3] = GemmOperands.MaxBias + 1;
        Assert.Contains("bias of column 3", Assert.Throws<ArgumentException>(() => MemoryImage.Build(program, operands)).Message);
    }

    /// <summary>Reads one weight as the weight scratchpad does: whole words, steps side by side, each as wide as the array has columns.</summary>
    private static sbyte Weight(GemmProgram program, BlockGeometry g, byte[] image, int channel, int column)
    {
        var p = program.Hardware;
        var bits = program.Task.WeightBits;
        int block = column / program.Mapping.BlockColumns, tile = column % program.Mapping.BlockColumns / p.Columns, lane = column % p.Columns;
        int chunk = channel / program.Mapping.BlockDepth, i = channel % program.Mapping.BlockDepth;
        // Output-stationary: a column tile starts on a word; weight-stationary: steps go on without a gap, the bottom row of a tile first.
        var step = p.IsOutputStationary
            ? (long)tile * g.WeightStride(chunk) * g.StepsPerWord + i
            : ((long)tile * g.DepthTilesOf(chunk) + i / p.Rows) * p.Rows + (p.Rows - 1 - i % p.Rows);
        var wordBits = (long)p.WeightWordBeats * p.BusBits;
        var at = ScheduleWalk.WeightBases(g, p, program.Regions.Weights).Of(block, chunk) * (long)p.BusBits
            + step / g.StepsPerWord * wordBits + (step % g.StepsPerWord * p.Columns + lane) * bits;
        var raw = (image[at >> 3] >> (int)(at & 7)) & ((1 << bits) - 1);
        return (sbyte)(raw << (8 - bits) << 24 >> 24 >> (8 - bits));
    }
}
