using HwAgent.Dataflow.Architectures;

namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// Two axes of a level that are alike in everything: exchanging what is spread over them changes no cost. Hence it is enough to search mappings that spread
/// the first dimension at least as far over the first axis as over the second.
/// </summary>
internal static class EqualAxes
{
    /// <summary>Leaves out chains of the first dimension that can use both axes of such a pair.</summary>
    public static void LeaveOut(Architecture architecture, LoopSlots slots, ChainRules[] rules, List<StepChain>[] chains)
    {
        for (var level = 0; level < architecture.Levels.Count; level++)
        {
            if (architecture.Levels[level].Fanout is not [var first, var second] || first with { Name = second.Name } != second) continue;
            int[] slotsOfFirst = [.. Enumerable.Range(0, slots.All.Length).Where(s => slots.All[s] == new LoopSlot(level, 0))];
            var slotOfSecond = Array.IndexOf(slots.All, new LoopSlot(level, 1));
            // Constraints that tell the axes apart show in the dimensions that they take.
            if (rules.Any(r => r.MostInstances(slotsOfFirst[0]) != r.MostInstances(slotOfSecond))) continue;
            var dimension = Array.FindIndex(rules, r => r.Size > 1 && r.MostInstances(slotOfSecond) > 1);
            if (dimension >= 0) chains[dimension].RemoveAll(c => slotsOfFirst.Aggregate(1L, (product, s) => product * c.Count(s)) < c.Count(slotOfSecond));
        }
    }
}
