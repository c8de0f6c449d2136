using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper;

/// <summary>A mapping without its steps: what each level keeps and in which order its loops in time run.</summary>
/// <param name="Keeps">By level, outermost first.</param>
/// <param name="Orders">By level: the dimensions, outermost first; dimensions of size 1 are left out.</param>
internal sealed record NestSkeleton(OperandSet[] Keeps, int[][] Orders)
{
    /// <summary>Levels that keep an operand, outermost first.</summary>
    public int[] Keepers(Operand operand) => [.. Enumerable.Range(0, Keeps.Length).Where(l => l == 0 || Keeps[l].Has(operand))];

    /// <summary>What is kept at a level and outside of it; nothing further in.</summary>
    public OperandSet[] Outside(int level) => [.. Keeps.Select((k, l) => l <= level ? k : OperandSet.None)];

    /// <summary>Where the loop in time of a dimension stands in the order of a level; -1 if nowhere.</summary>
    public int Position(int level, int dimension) => Array.IndexOf(Orders[level], dimension);

    /// <summary>The mapping with the steps of one chain a dimension; loops with one iteration are left out.</summary>
    public LoopNest Nest(LoopSlots slots, StepChain[] chains)
    {
        var levels = new LevelNest[slots.Levels];
        for (var level = 0; level < levels.Length; level++)
        {
            var start = slots.Start(level);
            var temporal = new List<TemporalLoop>();
            foreach (var d in Orders[level])
            {
                if (chains[d].Count(start) > 1) temporal.Add(new TemporalLoop(d, chains[d].Steps[start]));
            }

            var spatial = new List<SpatialLoop>();
            for (var slot = start + 1; slot < slots.Start(level + 1); slot++)
            {
                for (var d = 0; d < chains.Length; d++)
                {
                    if (chains[d].Count(slot) > 1) spatial.Add(new SpatialLoop(d, chains[d].Steps[slot], slots.All[slot].Axis));
                }
            }

            levels[level] = new LevelNest(temporal, spatial, Keeps[level]);
        }

        return new LoopNest(levels);
    }
}
