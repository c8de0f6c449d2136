using System.Buffers.Binary;
using HwAgent.Core.Numerics;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Compilation;

/// <summary>Writes operands into memory the way the accelerator reads them, and reads its results back.</summary>
public static class MemoryImage
{
    /// <summary>The memory before the program runs; the result region holds a pattern that no result can be mistaken for by accident.</summary>
    /// <exception cref="ArgumentException">An operand does not have the size that its shape asks for, or a bias is too large.</exception>
    public static byte[] Build(GemmProgram program, GemmOperands operands)
    {
        operands.Check();
        var hardware = program.Hardware;
        var task = program.Task;
        var g = new BlockGeometry(hardware, task, program.Mapping);
        var beat = hardware.BusBytes;
        var image = new byte[program.TotalBeats * beat];
        var (m, _, k) = task.Shape;
        var activations = image.AsSpan();
        for (var row = 0; row < m; row++)
        {
            var target = activations[checked((int)((program.Regions.Activations + (long)row * g.ActivationPitch) * beat))..];
            for (var i = 0; i < k; i++) target[i] = (byte)operands.Activations[row * k + i];
        }

        PackWeights(image, program, g, operands);
        WriteParameters(image, program, operands);
        if (operands.ActivationTable is { } table)
        {
            for (var i = 0; i < 256; i++) image[program.Regions.Table * beat + i] = (byte)table[i];
        }

        if (operands.Residual is { } residual)
        {
            for (var row = 0; row < m; row++)
            {
                for (var column = 0; column < task.Shape.N; column++)
                    BinaryPrimitives.WriteInt16LittleEndian(image.AsSpan(Offset(program, g, program.Regions.Residual, row, column, 2)), residual[row * task.Shape.N + column]);
            }
        }

        image.AsSpan((int)(program.Regions.Result * beat)).Fill(0xA5);
        return image;
    }

    /// <summary>The result, M x N row-major, from the result region's bytes.</summary>
    public static short[] ReadResult(GemmProgram program, ReadOnlySpan<byte> resultRegion)
    {
        var g = new BlockGeometry(program.Hardware, program.Task, program.Mapping);
        var (m, n, _) = program.Task.Shape;
        var result = new short[m * n];
        for (var row = 0; row < m; row++)
        {
            for (var column = 0; column < n; column++)
            {
                var offset = Offset(program, g, 0, row, column, g.IsWide ? 2 : 1);
                result[row * n + column] = g.IsWide ? BinaryPrimitives.ReadInt16LittleEndian(resultRegion[offset..]) : (sbyte)resultRegion[offset];
            }
        }

        return result;
    }

    private static int Offset(GemmProgram program, in BlockGeometry g, uint region, int row, int column, int bytes)
    {
        var columns = program.Hardware.Columns;
        var beats = region + (long)row * g.OutputPitch + column / columns * (long)g.OutputTileBeats;
        return checked((int)(beats * program.Hardware.BusBytes + column % columns * bytes));
    }

    private static void WriteParameters(byte[] image, GemmProgram program, GemmOperands operands)
    {
        var hardware = program.Hardware;
        for (var column = 0; column < program.Task.Shape.N; column++)
        {
            var tileBytes = hardware.ParamTileBeats * hardware.BusBytes;
            var offset = (int)(program.Regions.Parameters * hardware.BusBytes) + column / hardware.Columns * tileBytes + column % hardware.Columns * 8;
            BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(offset), operands.Bias[column]);
            BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(offset + 4), operands.Scales[column].Multiplier);
            image[offset + 6] = operands.Scales[column].Shift;
        }
    }

    private static void PackWeights(byte[] image, GemmProgram program, BlockGeometry g, GemmOperands operands)
    {
        var hardware = program.Hardware;
        var bits = program.Task.WeightBits;
        var mask = (1 << bits) - 1;
        var n = program.Task.Shape.N;
        var layout = ScheduleWalk.WeightBases(g, hardware, program.Regions.Weights);
        var wordBits = (long)hardware.WeightWordBeats * hardware.BusBits;
        for (var block = 0; block < g.ColumnBlocks; block++)
        {
            for (var chunk = 0; chunk < g.Chunks; chunk++)
            {
                var start = (long)layout.Of(block, chunk) * hardware.BusBits;
                for (var tile = 0; tile < g.ColumnTilesOf(block); tile++)
                {
                    for (var i = 0; i < g.DepthOf(chunk); i++)
                    {
                        var (word, pick) = StepPlace(hardware, g, chunk, tile, i);
                        var row = (long)(chunk * program.Mapping.BlockDepth + i) * n;
                        for (var lane = 0; lane < hardware.Columns; lane++)
                        {
                            var column = block * program.Mapping.BlockColumns + tile * hardware.Columns + lane;
                            if (column >= n) break;
                            var at = start + word * wordBits + (long)(pick * hardware.Columns + lane) * bits;
                            image[at >> 3] |= (byte)((operands.Weights[row + column] & mask) << (int)(at & 7));
                        }
                    }
                }
            }
        }
    }

    /// <summary>Word and place in the word of input channel <paramref name="i"/> of a chunk. A weight-stationary array takes the rows of a tile from the bottom up.</summary>
    private static (long Word, int Pick) StepPlace(AcceleratorParameters hardware, in BlockGeometry g, int chunk, int tile, int i)
    {
        if (hardware.Dataflow == ArrayDataflow.OutputStationary) return ((long)tile * g.WeightStride(chunk) + i / g.StepsPerWord, i % g.StepsPerWord);
        var step = ((long)tile * g.DepthTilesOf(chunk) + i / hardware.Rows) * hardware.Rows + hardware.Rows - 1 - i % hardware.Rows;
        return (step / g.StepsPerWord, (int)(step % g.StepsPerWord));
    }
}
