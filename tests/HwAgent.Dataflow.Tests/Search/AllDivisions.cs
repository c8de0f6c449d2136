using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Search;

namespace HwAgent.Dataflow.Tests.Search;

/// <summary>Every pair of mappings of two small products on one array, one by one: what searches over divisions of the memory are held against.</summary>
internal static class AllDivisions
{
    /// <summary>The least value of all designs within a room.</summary>
    /// <param name="context">Two products.</param>
    /// <param name="array">Its buffers are ignored.</param>
    /// <param name="value">Of cycles and picojoules of one pass; never less where either is more.</param>
    /// <param name="room">For the buffers of both.</param>
    public static double Least(SearchContext context, AcceleratorParameters array, Func<double, double, double> value, DesignRoom room)
    {
        var largest = BufferNeeds.Smallest(array).Join(new BufferNeeds(4096, 4096, 4096, 4096, 255)).ApplyTo(array);
        var memory = context.MemoryOf(array);
        var all = context.Tasks.Select(t => AllMappings.Of(largest, t).Select(m => (
                Needs: BufferNeeds.Smallest(array).Join(BufferNeeds.Of(array, new BlockGeometry(array, t, m))), Cycles: (double)CostModel.Cycles(array, t, m, memory) * t.Repeats,
                Energy: EnergyCounts.Of(array, t, WalkTotals.Of(array, t, m), context.Technology), t.Repeats))
            .Where(x => room.Holds(x.Needs, array))
            // Of mappings with equal needs and counts one is enough.
            .GroupBy(x => (x.Needs, x.Energy)).Select(g => g.MinBy(x => x.Cycles)).ToArray()).ToArray();
        var sizes = new Dictionary<BufferNeeds, (bool Fits, SramRates Rates)>();
        var least = double.PositiveInfinity;
        foreach (var a in all[0])
        {
            foreach (var b in all[1])
            {
                var joint = a.Needs.Join(b.Needs);
                if (!sizes.TryGetValue(joint, out var size)) sizes[joint] = size = (room.Holds(joint, array), SramRates.Of(joint.ApplyTo(array), context.Technology));
                if (size.Fits) least = Math.Min(least, value(a.Cycles + b.Cycles, a.Energy.At(size.Rates) * a.Repeats + b.Energy.At(size.Rates) * b.Repeats));
            }
        }

        return least;
    }
}
