using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper;

/// <summary>A mapping as a plain list of loops, outermost first, a dimension as often at a level as it likes, which no <see cref="StepChain"/> can say.</summary>
/// <param name="Loops">In the order of their places; by dimension the steps fall to 1.</param>
/// <param name="Keeps">By level.</param>
internal sealed record FreeNest(FreeLoop[] Loops, OperandSet[] Keeps)
{
    /// <summary>The list of a mapping.</summary>
    public static FreeNest Of(LoopNest nest) => new(
        [.. nest.Levels.SelectMany((level, l) => level.Temporal.Select(t => new FreeLoop(l, -1, t.Dimension, t.Step)).Concat(level.Spatial.Select(s => new FreeLoop(l, s.Axis, s.Dimension, s.Step))))],
        [.. nest.Levels.Select(l => l.Keeps)]);

    /// <summary>The mapping itself.</summary>
    public LoopNest Nest() => new([.. Keeps.Select((keeps, l) => new LevelNest(
        [.. Loops.Where(p => p.Level == l && p.Axis < 0).Select(p => new TemporalLoop(p.Dimension, p.Step))],
        [.. Loops.Where(p => p.Level == l && p.Axis >= 0).Select(p => new SpatialLoop(p.Dimension, p.Step, p.Axis))],
        keeps))]);

    /// <summary>Puts loops in order: by place, the larger steps of a dimension outside, the last one 1, none that cuts nothing.</summary>
    /// <param name="loops">Any loops.</param>
    /// <param name="keeps">By level.</param>
    /// <param name="sizes">By dimension.</param>
    public static FreeNest Ordered(IEnumerable<FreeLoop> loops, OperandSet[] keeps, long[] sizes)
    {
        List<FreeLoop> ordered = [.. loops.OrderBy(l => l.Place)];
        for (var d = 0; d < sizes.Length; d++)
        {
            if (sizes[d] == 1) continue;
            int[] own = [.. Enumerable.Range(0, ordered.Count).Where(i => ordered[i].Dimension == d)];
            long[] steps = [.. own.Select(i => ordered[i].Step).OrderDescending()];
            var incoming = sizes[d];
            for (var i = 0; i < own.Length; i++)
            {
                var step = i == own.Length - 1 ? 1 : Math.Clamp(steps[i], 1, incoming);
                // A step as large as what comes in, 0 here, is no loop.
                ordered[own[i]] = ordered[own[i]] with { Step = step < incoming ? step : 0 };
                incoming = step;
            }

            if (own.Length == 0) ordered.Insert(ordered.TakeWhile(l => l.Place == 0).Count(), new FreeLoop(0, -1, d, 1));
        }

        return new FreeNest([.. ordered.Where(l => l.Step > 0)], keeps);
    }
}
