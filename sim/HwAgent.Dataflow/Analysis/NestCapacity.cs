using System.Globalization;
using HwAgent.Core.Diagnostics;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>What the levels hold, and whether it fits.</summary>
internal static class NestCapacity
{
    /// <summary>Bits that one instance of a level holds, all buffers counted; the tiles of the outermost level are never exchanged and need one buffer.</summary>
    public static long OccupiedBits(FlatNest flat, OperandSet keeps, int level)
    {
        Span<long> chunks = stackalloc long[flat.Problem.Dimensions.Count];
        for (var d = 0; d < chunks.Length; d++) chunks[d] = flat.LargestChunk(d, flat.Starts[level]);
        return OccupiedBits(flat, keeps, level, chunks);
    }

    /// <summary>Adds what does not fit.</summary>
    public static void Check(FlatNest flat, LoopNest nest, List<Diagnostic> found)
    {
        for (var level = 0; level < flat.Levels; level++)
        {
            var memory = flat.Architecture.Levels[level];
            var keeps = nest.Levels[level].Keeps;
            var occupied = OccupiedBits(flat, keeps, level);
            if (memory.SizeBits is not { } size || occupied <= size) continue;
            var advice = level == 0 ? "the whole problem must fit the outermost level" : Advice(flat, keeps, level, size);
            found.Add(NestValidation.Error("nest.capacity", $"the tiles of {memory.Name} take {Kibibytes(occupied)} of {Kibibytes(size)}: {Kibibytes(occupied - size)} too much ({Parts(flat, keeps, level)})", advice));
        }
    }

    /// <summary>Bits as people read them.</summary>
    internal static string Kibibytes(long bits) => bits % 8192 == 0 || bits >= 81920
        ? string.Create(CultureInfo.InvariantCulture, $"{bits / 8192.0:0.#} KiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bits / 8.0:0.###} B");

    /// <summary>Per kept operand: its name and the room that it takes.</summary>
    internal static string Parts(FlatNest flat, OperandSet keeps, int level) =>
        string.Join(", ", Enum.GetValues<Operand>().Where(o => keeps.Has(o)).Select(o => $"{flat.Problem.Tensor(o).Name} {Kibibytes(OccupiedBits(flat, o.Only(), level))}"));

    private static long OccupiedBits(FlatNest flat, OperandSet keeps, int level, ReadOnlySpan<long> chunks)
    {
        var bits = 0L;
        for (var operand = Operand.Input; operand <= Operand.Output; operand++)
        {
            if (!keeps.Has(operand)) continue;
            var tensor = flat.Problem.Tensor(operand);
            var elements = 1L;
            for (var d = 0; d < chunks.Length; d++)
            {
                if (tensor.Uses(d)) elements = checked(elements * chunks[d]);
            }

            bits = checked(bits + elements * (operand == Operand.Output && flat.HoldsPartialSums(level) ? flat.Problem.PartialBits : tensor.Bits));
        }

        return checked(bits * (level == 0 ? 1 : flat.Architecture.Levels[level].Buffers));
    }

    /// <summary>The loops that hand the level its chunks, each with the largest step that fits while the others stay as they are.</summary>
    private static string Advice(FlatNest flat, OperandSet keeps, int level, long size)
    {
        var options = new List<string>();
        var chunks = new long[flat.Problem.Dimensions.Count];
        for (var d = 0; d < chunks.Length; d++) chunks[d] = flat.LargestChunk(d, flat.Starts[level]);
        for (var d = 0; d < chunks.Length; d++)
        {
            var before = chunks[d];
            // The room grows with the extent: bisect.
            long fits = 0, tooMuch = before;
            while (tooMuch - fits > 1)
            {
                chunks[d] = (fits + tooMuch) / 2;
                if (OccupiedBits(flat, keeps, level, chunks) <= size) fits = chunks[d];
                else tooMuch = chunks[d];
            }

            chunks[d] = before;
            if (fits > 0) options.Add($"{flat.Problem.Dimensions[d].Name} {fits} (now {before}, {From(flat, d, level)})");
        }

        return options.Count > 0
            ? $"the largest step that fits, the others as they are: {string.Join(", or ", options)}"
            : "no single dimension can make it fit: cut several, or let an operand pass by";
    }

    private static string From(FlatNest flat, int dimension, int level)
    {
        for (var i = flat.Starts[level] - 1; i >= 0; i--)
        {
            if (flat.Loops[i].Dimension == dimension && flat.Loops[i].Step < flat.LargestChunk(dimension, i)) return $"from the loop of {flat.Architecture.Levels[flat.Loops[i].Level].Name}";
        }

        return "no loop outside cuts it";
    }
}
