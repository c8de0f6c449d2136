using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Search;
using HwAgent.Dataflow.Tests.Cost;

namespace HwAgent.Dataflow.Tests.Search;

/// <summary>Every mapping of a small product, one by one: what searches are held against.</summary>
internal static class AllMappings
{
    /// <summary>Those that the rules of the hardware allow, buffers included.</summary>
    public static IEnumerable<GemmMapping> Of(AcceleratorParameters hardware, GemmTask task) =>
        from order in Enum.GetValues<BlockOrder>()
        from rows in Enumerable.Range(1, task.Shape.M)
        from tiles in Enumerable.Range(1, (task.Shape.N + hardware.Columns - 1) / hardware.Columns)
        from granules in Enumerable.Range(1, (task.Shape.K + hardware.DepthGranule - 1) / hardware.DepthGranule)
        let mapping = new GemmMapping(rows, tiles * hardware.Columns, Math.Min(task.Shape.K, granules * hardware.DepthGranule), order)
        where MappingValidation.Validate(hardware, task, mapping).Count == 0
        select mapping;

    /// <summary>The least value of all, and of those that have it the least of the rest.</summary>
    public static (double Value, double Other) Best(RandomCase c, Preference preference) => Of(c.Hardware, c.Task).Min(m =>
    {
        var cost = CostModel.Evaluate(c.Hardware, c.Task, m, c.Memory, TechnologyNode.Horowitz45);
        return (preference.Of(cost.LatencyCycles, cost.EnergyPicojoules), preference == Preference.Latency ? cost.EnergyPicojoules : preference == Preference.Energy ? cost.LatencyCycles : 0);
    });
}
