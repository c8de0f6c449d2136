using System.Globalization;
using System.Text;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.LoopNests;

/// <summary>
/// A mapping as people read it: a header a level with what it holds and how full it is, <c>for m in 0..197 step 64</c> for a loop in time,
/// <c>par n in 0..16 step 1 over rows</c> for one in space. A bound is the largest chunk that the loop is given; loops with one iteration are left out.
/// </summary>
public static class NestText
{
    /// <summary>Writes a mapping; lines end with a line feed.</summary>
    /// <param name="problem">What is computed.</param>
    /// <param name="architecture">What it runs on.</param>
    /// <param name="nest">Valid for both (<see cref="NestValidation"/>).</param>
    public static string Write(TensorProblem problem, Architecture architecture, LoopNest nest)
    {
        var flat = new FlatNest(problem, architecture, nest);
        var text = new StringBuilder();
        var depth = 0;
        for (var level = 0; level < flat.Levels; level++)
        {
            var memory = architecture.Levels[level];
            Line(text, depth, $"{memory.Name}: {Holding(flat, nest, memory, level)}");
            for (var i = flat.Starts[level]; i < flat.Starts[level + 1]; i++)
            {
                if (flat.LargestPieces(i) == 1) continue;
                var loop = flat.Loops[i];
                var bounds = $"{flat.Name(loop).ToLowerInvariant()} in 0..{Number(flat.LargestChunk(loop.Dimension, i))} step {Number(loop.Step)}";
                Line(text, ++depth, loop.IsTemporal ? $"for {bounds}" : $"par {bounds} over {memory.Fanout[loop.Axis].Name}");
            }
        }

        Line(text, depth + 1, $"{architecture.Compute.Name}: {problem.Tensor(Operand.Output).Name} += {problem.Tensor(Operand.Input).Name} * {problem.Tensor(Operand.Weight).Name}");
        return text.ToString();
    }

    private static string Holding(FlatNest flat, LoopNest nest, MemoryLevel memory, int level)
    {
        var keeps = level > 0 ? nest.Levels[level].Keeps : IsHome(flat.Architecture) ? OperandSet.All & ~flat.Architecture.Levels[1].MayKeep : OperandSet.All;
        if (keeps == OperandSet.None) return "holds nothing";
        var buffers = level > 0 && memory.Buffers > 1 ? $" in {memory.Buffers} buffers each" : "";
        var size = memory.SizeBits is { } bits ? $" of {NestCapacity.Kibibytes(bits)}" : "";
        return $"{NestCapacity.Parts(flat, keeps, level)}{buffers}; {NestCapacity.Kibibytes(NestCapacity.OccupiedBits(flat, keeps, level))}{size}";
    }

    /// <summary>Whether the outermost level is a place on the chip in front of the off-chip memory: what that memory may hold is not there.</summary>
    private static bool IsHome(Architecture architecture) => architecture.Levels is [{ Kind: not MemoryKind.Dram }, { Kind: MemoryKind.Dram }, ..];

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, int depth, string line) => text.Append(' ', 2 * depth).Append(line).Append('\n');
}
