namespace HwAgent.Dataflow.Fusion;

/// <summary>When the units are busy in one pass of a segment.</summary>
internal static class Timelines
{
    /// <summary>Groups follow each other; in a group each unit does its share of the work from the start, operators in order.</summary>
    public static IReadOnlyList<TimelineSpan> Of(GraphSegment segment, IReadOnlyList<FusedGroup> groups, FusionHardware hardware)
    {
        var operators = segment.Operators.ToDictionary(o => o.Name);
        var spans = new List<TimelineSpan>();
        var start = 0L;
        for (var g = 0; g < groups.Count; g++)
        {
            var group = groups[g];
            long array = start, vector = start;
            // The group's array cycles, fill and drain with the first product, dealt by what its products need alone.
            var alone = group.Products.Sum(p => p.Executions * p.Mapping.Cost.LatencyCycles);
            var done = 0L;
            foreach (var product in group.Products)
            {
                done += product.Executions * product.Mapping.Cost.LatencyCycles;
                var end = start + (long)((Int128)group.ArrayCycles * done / alone);
                spans.Add(new TimelineSpan(g, product.Operator, "array", array, end, group.BoundBy));
                array = end;
            }

            foreach (var name in group.Operators)
            {
                var cycles = hardware.VectorCycles(group.VectorElementsOf(operators[name]));
                if (cycles == 0) continue;
                var end = Math.Min(vector + cycles, start + group.Totals.Cycles);
                spans.Add(new TimelineSpan(g, name, "vector", vector, end, group.BoundBy));
                vector = end;
            }

            if (group.MemoryCycles > 0) spans.Add(new TimelineSpan(g, "off-chip", "memory", start, start + group.MemoryCycles, group.BoundBy));
            start += group.Totals.Cycles;
        }

        return spans;
    }
}
