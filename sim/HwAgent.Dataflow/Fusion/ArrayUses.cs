using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Fusion;

/// <summary>The best ways to spread a product over an array: fewest steps first, then least energy between buffer and array.</summary>
internal static class ArrayUses
{
    private const int M = 1, N = 2, K = 3;

    private static readonly int[] Choices = [M, N, K];

    public static IReadOnlyList<ArrayUse> Best(TensorProblem problem, TilingHardware hardware, int most)
    {
        var found = new List<(ArrayUse Use, double Steps)>();
        foreach (var axes in AxisChoices([.. hardware.Axes.Select(a => Allowed(problem, hardware, a.Name))]))
        {
            long[] parallel = [1, 1, 1, 1];
            for (var a = 0; a < axes.Length; a++) if (axes[a] >= 0) parallel[axes[a]] *= hardware.Sizes[a];
            var steps = 1.0;
            for (var d = 1; d < 4; d++)
            {
                var size = problem.Dimensions[d].Size;
                parallel[d] = Math.Min(parallel[d], size);
                steps *= (size + parallel[d] - 1) / parallel[d];
            }

            foreach (var innermost in Choices)
            {
                // Of the two loops at the buffer the inner one reuses what does not depend on it: nothing is reused without registers.
                int[] others = [.. Choices.Where(d => d != innermost)];
                var bits = BitsPerMac(problem, hardware, axes, innermost);
                foreach (var (outer, inner) in (IEnumerable<(int, int)>)[(others[0], others[1]), (others[1], others[0])])
                    found.Add((new ArrayUse(axes, innermost, outer, inner) { Parallel = parallel, BufferBitsPerMac = bits }, steps));
            }
        }

        // Traffic that the ports cannot carry in time is steps, too.
        return [.. found.OrderBy(f => Math.Max(f.Steps, problem.Macs * f.Use.BufferBitsPerMac / hardware.BufferRate)).ThenBy(f => f.Use.BufferBitsPerMac).Select(f => f.Use).Take(most)];
    }

    /// <summary>The dimensions that the architecture's constraints let an axis be spread over; -1, none of them.</summary>
    private static int[] Allowed(TensorProblem problem, TilingHardware hardware, string axis)
    {
        if (hardware.Constraint?.AxisDimensions.GetValueOrDefault(axis) is not { } names) return Choices;
        int[] allowed = [.. Choices.Where(d => names.Contains(problem.Dimensions[d].Name))];
        return allowed.Length > 0 ? allowed : [-1];
    }

    private static IEnumerable<int[]> AxisChoices(int[][] allowed) => allowed.Length switch
    {
        0 => [[]],
        1 => allowed[0].Select(d => (int[])[d]),
        _ => allowed[0].SelectMany(a => allowed[1].Select(b => (int[])[a, b])),
    };

    /// <summary>Bits that pass between buffer and array for one multiplication: less where an axis multicasts or sums up, and where a register holds on to its operand.</summary>
    private static double BitsPerMac(TensorProblem problem, TilingHardware hardware, int[] axes, int innermost)
    {
        var total = 0.0;
        for (var operand = Operand.Input; operand <= Operand.Output; operand++)
        {
            var tensor = problem.Tensor(operand);
            // A sum is read and written.
            double bits = operand == Operand.Output ? 2 * problem.PartialBits : tensor.Bits;
            for (var a = 0; a < axes.Length; a++)
            {
                var axis = hardware.Axes[a];
                if (axes[a] < 0 || tensor.Uses(axes[a])) continue;
                if (operand == Operand.Output ? axis.Reduces : axis.Multicast.Has(operand)) bits /= Math.Min(axis.Size, problem.Dimensions[axes[a]].Size);
            }

            if (hardware.RegisterKeeps is { } kept && kept.Has(operand) && !tensor.Uses(innermost)) bits /= problem.Dimensions[innermost].Size;
            total += bits;
        }

        return total;
    }
}
