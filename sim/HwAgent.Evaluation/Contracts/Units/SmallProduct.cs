using System.Numerics;
using HwAgent.Core.Numerics;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Compilation;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>A compiled product of a few tiles with its memory before and after, in beats.</summary>
internal sealed class SmallProduct
{
    private readonly byte[] _before;
    private readonly byte[] _after;
    private readonly int _beat;

    private SmallProduct(GemmProgram program, GemmOperands operands)
    {
        Program = program;
        _beat = program.Hardware.BusBytes;
        _before = MemoryImage.Build(program, operands);
        _after = [.. _before];
        WriteResult(operands);
    }

    public GemmProgram Program { get; }

    /// <summary>A random product that fits the hardware.</summary>
    public static SmallProduct Choose(UnitTrace trace, AcceleratorParameters p)
    {
        while (true)
        {
            var bits = p.MaxWeightBits;
            while (bits > p.MinWeightBits && trace.Chance(50)) bits /= 2;
            // A few blocks in each dimension, so that some operands stay on chip from one block to the next.
            var blockRows = 1 + trace.Random.Next(p.Rows);
            var shape = new LayerShape(1 + trace.Random.Next(4 * blockRows), 1 + trace.Random.Next(2 * p.Columns + 2), 1 + trace.Random.Next(3 * p.DepthGranule));
            var task = new GemmTask("small", shape, bits) { Activate = p.HasTable && trace.Chance(50), Residual = p.HasResidual && trace.Chance(50) };
            var mapping = new GemmMapping(blockRows, p.Columns * (1 + trace.Random.Next(2)), p.DepthGranule * (1 + trace.Random.Next(3)), (BlockOrder)trace.Random.Next(2));
            if (MappingValidation.Validate(p, task, mapping).Count > 0) continue;
            var seed = trace.Random.Next();
            var operands = trace.Chance(30)
                ? SeededOperands.Corners(shape, bits, task.Activate, task.Residual, seed)
                : SeededOperands.Random(shape, bits, task.Activate, task.Residual, seed);
            return new SmallProduct(GemmProgram.Compile(p, task, mapping), operands);
        }
    }

    /// <summary>A beat of the memory before the program, which no LOAD sees changed.</summary>
    public BigInteger Before(uint address) => Beat(_before, address);

    /// <summary>A beat of the memory after it.</summary>
    public BigInteger After(uint address) => Beat(_after, address);

    private BigInteger Beat(byte[] memory, uint address) => new(memory.AsSpan(checked((int)address * _beat), _beat), isUnsigned: true);

    /// <summary>Layout of results in ISA.md. Columns beyond N have no weights, bias or scale: their sums are 0, and so is their result but for the table.</summary>
    private void WriteResult(GemmOperands operands)
    {
        var (p, g) = (Program.Hardware, new BlockGeometry(Program.Hardware, Program.Task, Program.Mapping));
        var (m, n, _) = operands.Shape;
        var golden = GoldenGemm.Compute(operands);
        var padding = operands.ActivationTable is { } table ? table[128] : 0;
        for (var row = 0; row < m; row++)
        {
            var start = ((int)Program.Regions.Result + row * g.OutputPitch) * _beat;
            Array.Clear(_after, start, g.OutputPitch * _beat);
            for (var column = 0; column < g.ColumnTiles * p.Columns; column++)
            {
                var value = column < n ? golden[row * n + column] : padding;
                var at = start + column / p.Columns * g.OutputTileBeats * _beat + column % p.Columns * (g.IsWide ? 2 : 1);
                _after[at] = (byte)value;
                if (g.IsWide) _after[at + 1] = (byte)(value >> 8);
            }
        }
    }
}
