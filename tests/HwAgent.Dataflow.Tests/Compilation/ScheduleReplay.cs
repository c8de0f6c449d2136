using HwAgent.Dataflow.Compilation;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Instructions;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Tests.Compilation;

/// <summary>
/// Runs a program on nothing but sets: which beats lie in which half of which scratchpad, which output elements are in the accumulators, and
/// how often each (m, n, k) was multiplied. It knows the layouts of the memory image, not how the walk was made.
/// </summary>
internal sealed class ScheduleReplay(GemmProgram program)
{
    private readonly AcceleratorParameters _p = program.Hardware;
    private readonly (long Address, int Rows, int RowBeats, int Stride)[] _activation = new (long, int, int, int)[2];
    private readonly (long Address, int Rows, int RowBeats, int Stride)[] _weight = new (long, int, int, int)[2];
    private readonly Dictionary<int, List<(int M, int N, int K)>> _blocks = [];
    private List<(int M, int N, int K)>? _open;

    /// <summary>Times that each product of the sum was taken, M x N x K.</summary>
    public int[] Covered { get; } = new int[program.Task.Shape.M * program.Task.Shape.N * program.Task.Shape.K];

    public void Run()
    {
        foreach (var i in program.Instructions)
        {
            if (i.Opcode == Opcode.Load && i.Kind == LoadKind.Activation) _activation[i.Half] = (i.Address, i.Rows, i.RowBeats, i.RowStride);
            if (i.Opcode == Opcode.Load && i.Kind == LoadKind.Weight) _weight[i.Half] = (i.Address, i.Rows, i.RowBeats, i.RowStride);
            if (i.Opcode == Opcode.Matmul) Multiply(i);
            if (i.Opcode == Opcode.Store) Store(i);
        }
    }

    private void Multiply(Instruction i)
    {
        var g = new BlockGeometry(_p, program.Task, program.Mapping);
        var activation = _activation[i.ActivationHalf];
        Assert.Equal(i.Rows, activation.Rows);
        // Where the block of activations comes from says which rows and input channels it holds.
        var offset = activation.Address - program.Regions.Activations;
        var firstRow = (int)(offset / g.ActivationPitch);
        var firstChannel = (int)(offset % g.ActivationPitch) * _p.BusBytes;
        var (firstColumn, chunk) = WeightPlace(g, _weight[i.WeightHalf].Address);
        Assert.Equal(chunk * program.Mapping.BlockDepth, firstChannel);
        if (i.Flags.HasFlag(MatmulOptions.First)) _open = [];
        Assert.NotNull(_open);
        for (var m = firstRow; m < firstRow + i.Rows; m++)
        {
            for (var n = firstColumn; n < Math.Min(program.Task.Shape.N, firstColumn + i.ColumnTiles * _p.Columns); n++)
            {
                for (var k = firstChannel; k < firstChannel + i.Steps; k++) _open.Add((m, n, k));
            }
        }

        if (!i.Flags.HasFlag(MatmulOptions.Last)) return;
        Assert.True(_blocks.TryAdd(i.OutputHalf, _open), "a block overwrites an output half that was not stored");
        _open = null;
    }

    private (int Column, int Chunk) WeightPlace(BlockGeometry g, long address)
    {
        var layout = ScheduleWalk.WeightBases(g, _p, program.Regions.Weights);
        for (var block = 0; block < g.ColumnBlocks; block++)
        {
            for (var chunk = 0; chunk < g.Chunks; chunk++)
            {
                if (layout.Of(block, chunk) == address) return (block * program.Mapping.BlockColumns, chunk);
            }
        }

        throw new InvalidOperationException($"No chunk of weights starts at beat {address}.");
    }

    private void Store(Instruction i)
    {
        Assert.True(_blocks.Remove(i.Half, out var products), "a store takes a half that no block filled");
        var g = new BlockGeometry(_p, program.Task, program.Mapping);
        var offset = i.Address - program.Regions.Result;
        int row = (int)(offset / g.OutputPitch), column = (int)(offset % g.OutputPitch) / g.OutputTileBeats * _p.Columns;
        var columns = i.RowBeats / g.OutputTileBeats * _p.Columns;
        var (_, n, k) = program.Task.Shape;
        foreach (var at in products)
        {
            Assert.InRange(at.M, row, row + i.Rows - 1);
            Assert.InRange(at.N, column, column + columns - 1);
            Covered[(at.M * n + at.N) * k + at.K]++;
        }
    }
}
