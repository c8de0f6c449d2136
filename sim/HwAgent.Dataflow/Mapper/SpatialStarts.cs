using HwAgent.Dataflow.Analysis;

namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// Mappings to start from: every way to give each axis to one dimension, with as many instances as it has; in time as little as possible inside, and the
/// rest at the outermost level that no constraint prescribes.
/// </summary>
internal static class SpatialStarts
{
    /// <summary>Ways tried.</summary>
    private const int Most = 4096;

    /// <summary>The chains of all dimensions, each start once, those that the rules forbid left out.</summary>
    public static List<StepChain[]> Of(NestChoices choices)
    {
        int[] axes = [.. Enumerable.Range(0, choices.Slots.All.Length).Where(s => !choices.Slots.All[s].IsTemporal && (s < 2 || choices.Slots.All[s - 2] != choices.Slots.All[s]))];
        // The last way gives an axis to nobody, which only counts where nobody may have it.
        int[][] takers = [.. axes.Select(s => choices.Dimensions.Where(d => choices.Rules[d].MostInstances(s) > 1).DefaultIfEmpty(-1).ToArray())];
        var seen = new HashSet<long[]>(LongSequenceComparer.Instance);
        var starts = new List<StepChain[]>();
        var taken = new int[axes.Length];
        for (var way = 0; way < Most; way++)
        {
            StepChain[] chains = [.. choices.Rules.Select((_, d) => Chain(choices, d, [.. axes.Where((_, i) => takers[i][taken[i]] == d)]))];
            if (chains.Select((c, d) => choices.Rules[d].Allows(c)).All(a => a) && seen.Add([.. chains.SelectMany(c => c.Steps)])) starts.Add(chains);
            var axis = axes.Length - 1;
            while (axis >= 0 && ++taken[axis] == takers[axis].Length) taken[axis--] = 0;
            if (axis < 0) break;
        }

        return starts;
    }

    private static StepChain Chain(NestChoices choices, int dimension, int[] axes)
    {
        var (slots, rules) = (choices.Slots, choices.Rules[dimension]);
        var counts = new long[slots.All.Length];
        var rest = -1;
        for (var slot = 0; slot < counts.Length; slot++)
        {
            var (level, axis) = slots.All[slot];
            counts[slot] = axis < 0 ? Math.Max(1, rules.Iterations(level)) : 1;
            if (axis < 0 && rest < 0 && rules.Iterations(level) == 0) rest = slot;
        }

        foreach (var slot in axes)
        {
            var prescribed = rules.Instances(slots.All[slot].Level);
            counts[slot] = prescribed > 0 ? Math.Min(prescribed, rules.MostInstances(slot)) : rules.MostInstances(slot);
        }

        var steps = new long[counts.Length];
        var step = 1L;
        for (var slot = counts.Length - 1; slot >= Math.Max(rest, 0); slot--)
        {
            steps[slot] = Math.Min(step, rules.Size);
            step = steps[slot] * counts[slot];
        }

        var incoming = rules.Size;
        for (var slot = 0; slot < rest; slot++)
        {
            incoming = steps[slot] = (incoming + counts[slot] - 1) / counts[slot];
        }

        for (var slot = Math.Max(rest, 0); slot < counts.Length; slot++) incoming = steps[slot] = Math.Min(steps[slot], incoming);
        return new StepChain(rules.Size, steps);
    }
}
