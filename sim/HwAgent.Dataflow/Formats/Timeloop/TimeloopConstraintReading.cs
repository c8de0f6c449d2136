using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>Reads a Timeloop file of constraints against an architecture that was read from Timeloop: targets are its memories and the arrays behind them.</summary>
internal static class TimeloopConstraintReading
{
    /// <summary>The levels with what they must and may keep, and the constraints on their loops.</summary>
    public static (IReadOnlyList<MemoryLevel> Levels, IReadOnlyList<LevelConstraint> Constraints) Read(SpecMap root, Architecture architecture, TimeloopNames names, SpecDiagnostics diagnostics)
    {
        foreach (var (key, _) in root.Entries.Where(e => !TimeloopConstraintList.Keys.Contains(e.Key.Value)))
            diagnostics.Add(key, "unknown-key", $"unknown key {key.Description} beside the constraints", Spelling.Advice(key.Value, TimeloopConstraintList.Keys));
        var listed = new TimeloopConstraintList(root, diagnostics);
        var levels = new List<MemoryLevel>();
        var loops = new List<LevelConstraint>();
        foreach (var level in architecture.Levels)
        {
            var own = new TimeloopConstraints(null, listed.Of(level.Name), diagnostics);
            var builder = new TimeloopLevelBuilder(level, own.Table("temporal"), names, diagnostics);
            var kept = Kept(level, own.Table("dataspace"), names);
            own.Close();
            foreach (var array in TimeloopArray.Of(level.Fanout))
            {
                var constraints = new TimeloopConstraints(null, listed.Of(array.Name), diagnostics);
                if (TimeloopFanout.Constrained(array.Name, Size(array.X), Size(array.Y), constraints.Table("spatial"), names, root) is { } fanout)
                {
                    builder.Add(fanout);
                    if (fanout.NoReuse != OperandSet.None) kept = kept with { Fanout = [.. kept.Fanout.Select((a, i) => i == array.X || i == array.Y ? Without(a, fanout.NoReuse) : a)] };
                }

                constraints.Close();
            }

            levels.Add(kept);
            if (builder.Constraint() is { } constraint) loops.Add(constraint);

            int Size(int? axis) => axis is { } index ? level.Fanout[index].Size : 1;
        }

        listed.Close();
        return (levels, loops);
    }

    private static MemoryLevel Kept(MemoryLevel level, SpecFields? dataspace, TimeloopNames names)
    {
        var (keep, bypass) = names.KeepAndBypass(dataspace);
        if ((keep & ~level.MayKeep) != 0 || (bypass & level.MustKeep) != 0)
            dataspace!.Report("target", "conflict", $"the architecture has {level.Name} keep or bypass the same data space otherwise", "remove one of the two constraints");
        return level with { MustKeep = level.MustKeep | keep, MayKeep = level.MayKeep & ~bypass };
    }

    private static SpatialAxis Without(SpatialAxis axis, OperandSet reuse) => axis with { Multicast = axis.Multicast & ~reuse, Reduces = axis.Reduces && !reuse.Has(Operand.Output) };
}
