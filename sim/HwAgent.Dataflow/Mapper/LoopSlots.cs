using System.Numerics;
using HwAgent.Dataflow.Architectures;

namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// The places for the loops of one dimension, outermost first: at each level one loop in time, then one an axis. Where a level has two axes, a third place
/// lets a dimension that is spread over both take them in either order, which differs at ragged edges.
/// </summary>
internal sealed class LoopSlots
{
    /// <summary>Lays out the places.</summary>
    public LoopSlots(Architecture architecture)
    {
        var slots = new List<LoopSlot>();
        for (var level = 0; level < architecture.Levels.Count; level++)
        {
            slots.Add(new LoopSlot(level, -1));
            var axes = architecture.Levels[level].Fanout.Count;
            for (var axis = 0; axis < axes; axis++) slots.Add(new LoopSlot(level, axis));
            if (axes == 2) slots.Add(new LoopSlot(level, 0));
        }

        if (slots.Count > 64) throw new ArgumentException($"the mapper takes at most 64 loops a dimension, {architecture.Name} has places for {slots.Count}: join levels or axes", nameof(architecture));
        All = [.. slots];
        Levels = architecture.Levels.Count;
    }

    /// <summary>Outermost first.</summary>
    public LoopSlot[] All { get; }

    /// <summary>Memory levels.</summary>
    public int Levels { get; }

    /// <summary>The places of levels below <paramref name="level"/> (outside of it).</summary>
    public ulong Outside(int level) => Mask(s => s.Level < level);

    /// <summary>The places of loops in time of levels from <paramref name="from"/> up to, not including, <paramref name="to"/>.</summary>
    public ulong Temporal(int from, int to) => Mask(s => s.IsTemporal && s.Level >= from && s.Level < to);

    /// <summary>The places of loops in space of levels from <paramref name="from"/> up to, not including, <paramref name="to"/>.</summary>
    public ulong Spatial(int from, int to) => Mask(s => !s.IsTemporal && s.Level >= from && s.Level < to);

    /// <summary>The places that a condition holds for.</summary>
    public ulong Mask(Func<LoopSlot, bool> condition)
    {
        var mask = 0UL;
        for (var i = 0; i < All.Length; i++)
        {
            if (condition(All[i])) mask |= 1UL << i;
        }

        return mask;
    }

    /// <summary>Index of the outermost place of a level.</summary>
    public int Start(int level) => level == Levels ? All.Length : BitOperations.TrailingZeroCount(Mask(s => s.Level == level));
}
