using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper;

/// <summary>Hardware whose axes take no other dimensions than in one mapping: what is left to choose is far less, and a search of it ends.</summary>
internal static class AxesOfMapping
{
    /// <summary>The hardware; axes that the mapping does not use stay as they are.</summary>
    public static Architecture Narrow(TensorProblem problem, Architecture architecture, LoopNest nest)
    {
        var constraints = architecture.Constraints.Levels.ToDictionary(c => c.Level);
        for (var level = 0; level < nest.Levels.Count; level++)
        {
            var memory = architecture.Levels[level];
            var constraint = constraints.GetValueOrDefault(memory.Name) ?? new LevelConstraint(memory.Name);
            var axes = constraint.AxisDimensions.ToDictionary(a => a.Key, a => a.Value);
            foreach (var loops in nest.Levels[level].Spatial.GroupBy(s => s.Axis)) axes[memory.Fanout[loops.Key].Name] = [.. loops.Select(s => problem.Dimensions[s.Dimension].Name).Distinct()];
            constraints[memory.Name] = constraint with { AxisDimensions = axes };
        }

        return architecture with { Constraints = new MappingConstraints([.. constraints.Values]) };
    }
}
