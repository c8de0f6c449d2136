using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper.Quick;

/// <summary>The best ways to spread a product over an array: fewest steps first, then least energy between buffer and array.</summary>
internal static class ArrayUses
{
    private const int M = 1, N = 2, K = 3;

    private static readonly int[] Choices = [M, N, K];

    public static IReadOnlyList<ArrayUse> Best(TensorProblem problem, TilingHardware hardware, int most)
    {
        var found = new List<(ArrayUse Use, double Steps, double Bits, int Place)>();
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

            var elements = ElementsPerMac(problem, hardware, axes);
            foreach (var innermost in Choices)
            {
                int[] others = [.. Choices.Where(d => d != innermost)];
                var use = new ArrayUse(axes, innermost, others[0], others[1]) { Parallel = parallel, ElementsPerMac = elements, Held = Held(problem, hardware, innermost) };
                var bits = use.Traffic(problem, problem.Dimensions[innermost].Size).Total;
                // Traffic that the ports cannot carry in time is steps, too.
                found.Add((use, Math.Max(steps, bits / hardware.BufferRate), bits, found.Count));
            }
        }

        found.Sort((a, b) => a.Steps.CompareTo(b.Steps) is var steps && steps != 0 ? steps : a.Bits.CompareTo(b.Bits) is var bits && bits != 0 ? bits : a.Place.CompareTo(b.Place));
        var uses = new List<ArrayUse> { found[0].Use };
        // No tile makes up for twice the traffic.
        for (var i = 1; i < found.Count && uses.Count < most; i++) if (found[i].Bits < 2 * found[0].Bits) uses.Add(found[i].Use);
        return uses;
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

    /// <summary>Less where an axis multicasts or sums up.</summary>
    private static double[] ElementsPerMac(TensorProblem problem, TilingHardware hardware, int[] axes)
    {
        double[] elements = [1, 1, 1];
        for (var operand = Operand.Input; operand <= Operand.Output; operand++)
        {
            var tensor = problem.Tensor(operand);
            for (var a = 0; a < axes.Length; a++)
            {
                var axis = hardware.Axes[a];
                if (axes[a] < 0 || tensor.Uses(axes[a])) continue;
                if (axis.Merges(operand)) elements[(int)operand] /= Math.Min(axis.Size, problem.Dimensions[axes[a]].Size);
            }
        }

        return elements;
    }

    private static OperandSet Held(TensorProblem problem, TilingHardware hardware, int innermost)
    {
        var held = OperandSet.None;
        for (var operand = Operand.Input; operand <= Operand.Output; operand++)
        {
            if (hardware.RegisterKeeps is { } kept && kept.Has(operand) && !problem.Tensor(operand).Uses(innermost)) held |= operand.Only();
        }

        return held;
    }
}
