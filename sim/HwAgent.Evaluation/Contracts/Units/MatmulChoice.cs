using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Instructions;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Random MATMULs that fit the buffers, so that no address leaves its half.</summary>
internal sealed class MatmulChoice(UnitTrace trace, AcceleratorParameters p)
{
    /// <summary>Rows or steps beyond what eight bits count.</summary>
    private const int Long = 260;

    /// <summary>A small instruction.</summary>
    public Instruction Next() => Fitting(() => p.IsOutputStationary
        ? Make(1 + trace.Random.Next(3 * p.Rows + 1), Length(), 1 + trace.Random.Next(3))
        : Make(Length(), (1 + trace.Random.Next(4)) * p.Rows - trace.Random.Next(p.Rows), 1 + trace.Random.Next(3)));

    /// <summary>The longest tile that the buffers hold, within reason.</summary>
    public Instruction Longest()
    {
        var length = Long;
        return Fitting(() => p.IsOutputStationary ? Make(1, length--, 1) : Make(length--, 1, 1));
    }

    /// <summary>Steps of a tile, often around the array's rows, where the interval from tile to tile changes.</summary>
    private int Length() => trace.Random.Next(4) switch
    {
        0 => 1 + trace.Random.Next(p.Rows),
        1 => p.Rows - 1 + trace.Random.Next(3),
        _ => 1 + trace.Random.Next(3 * p.Rows),
    };

    private static Instruction Fitting(Func<(Instruction Instruction, bool Fits)> make)
    {
        while (true)
        {
            if (make() is (var instruction, true)) return instruction;
        }
    }

    private (Instruction, bool) Make(int rows, int steps, int tiles)
    {
        var bits = p.MaxWeightBits;
        while (bits > p.MinWeightBits && trace.Chance(50)) bits /= 2;
        var depthTiles = p.IsOutputStationary ? 0 : Ceil(steps, p.Rows);
        var rowWords = Ceil(p.IsOutputStationary ? steps : depthTiles, p.ActivationPicks);
        var tileWords = Ceil(steps, p.StepsPerWord(bits));
        var activationStride = rowWords + trace.Random.Next(2);
        var weightStride = p.IsOutputStationary ? tileWords + trace.Random.Next(2) : 0;
        var groups = p.IsOutputStationary ? Ceil(rows, p.Rows) : rows;
        var weightWords = p.IsOutputStationary ? (tiles - 1) * weightStride + tileWords : Ceil(tiles * depthTiles * p.Rows, p.StepsPerWord(bits));
        var fits = (groups - 1) * activationStride + rowWords <= p.ActivationWords && weightWords <= p.WeightWords && tiles <= p.ParameterTiles
            && tiles * rows <= Math.Max(p.AccumulatorRows, p.OutputRows);
        return (new Instruction
        {
            Opcode = Opcode.Matmul, Flags = (MatmulOptions)trace.Random.Next(1 << 12), Wide = trace.Chance(50), Rows = rows, Steps = steps, WeightBits = bits, ColumnTiles = tiles, DepthTiles = depthTiles,
            ActivationStride = activationStride, WeightStride = weightStride,
            ActivationHalf = trace.Random.Next(2), WeightHalf = trace.Random.Next(2), OutputHalf = trace.Random.Next(2), ParameterHalf = trace.Random.Next(2),
        }, fits);
    }

    private static int Ceil(int value, int divisor) => (value + divisor - 1) / divisor;
}
