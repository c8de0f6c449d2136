using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>Gathers the directives of a mapping and turns factors into steps.</summary>
internal sealed class TimeloopNestBuilder(Architecture architecture, TensorProblem problem, SpecDiagnostics diagnostics)
{
    private readonly List<TimeloopFactor>?[] _temporal = new List<TimeloopFactor>?[architecture.Levels.Count];
    private readonly Dictionary<(int Level, int Axis), List<TimeloopFactor>> _spatial = [];
    private readonly OperandSet[] _keeps = [.. architecture.Levels.Select(l => l.MayKeep)];

    public void Keep(int level, OperandSet keep, OperandSet bypass) => _keeps[level] = (_keeps[level] | keep) & ~bypass;

    /// <summary>The loops of a level, innermost first; false when it has some already.</summary>
    public bool AddTemporal(int level, List<TimeloopFactor> loops)
    {
        if (_temporal[level] is not null) return false;
        _temporal[level] = loops;
        return true;
    }

    /// <summary>The loops over an axis, innermost first; false when it has some already.</summary>
    public bool AddSpatial(int level, int? axis, List<TimeloopFactor> loops) => axis is null || _spatial.TryAdd((level, axis.Value), loops);

    /// <summary>The axes of an array: a container's X and Y, one axis by its name, or all of a memory with one or two.</summary>
    public (int Level, int? X, int? Y)? Array(string name)
    {
        for (var level = 0; level < architecture.Levels.Count; level++)
        {
            var axes = architecture.Levels[level].Fanout.Select(a => a.Name).ToList();
            int x = axes.IndexOf(name + ".X"), y = axes.IndexOf(name + ".Y"), plain = axes.IndexOf(name);
            if (plain >= 0) return (level, plain, null);
            if (x >= 0 || y >= 0) return (level, x < 0 ? null : x, y < 0 ? null : y);
        }

        var memory = architecture.Levels.ToList().FindIndex(l => l.Name == name);
        if (memory < 0 || architecture.Levels[memory].Fanout.Count is 0 or > 2) return null;
        var fanout = architecture.Levels[memory].Fanout;
        if (fanout.Count == 1) return fanout[0].Name.EndsWith(".Y", StringComparison.Ordinal) ? (memory, null, 0) : (memory, 0, null);
        return (memory, 0, 1);
    }

    /// <summary>The nest; null after reporting factors that do not give the sizes of the problem.</summary>
    public LoopNest? Build(SpecNode at)
    {
        var steps = new Dictionary<TimeloopFactor, long>(ReferenceEqualityComparer.Instance);
        for (var d = 0; d < problem.Dimensions.Count; d++) Steps(problem.Dimensions[d], steps, at);
        if (diagnostics.HasErrors) return null;
        var levels = new List<LevelNest>();
        for (var level = 0; level < architecture.Levels.Count; level++)
        {
            var spatial = _spatial.Where(s => s.Key.Level == level).OrderBy(s => s.Key.Axis)
                .SelectMany(s => s.Value.AsEnumerable().Reverse().Where(steps.ContainsKey).Select(f => new SpatialLoop(Index(f), steps[f], s.Key.Axis)));
            var temporal = (_temporal[level] ?? []).AsEnumerable().Reverse().Where(steps.ContainsKey).Select(f => new TemporalLoop(Index(f), steps[f]));
            levels.Add(new LevelNest([.. temporal], [.. spatial], _keeps[level]));
        }

        return new LoopNest(levels);
    }

    private void Steps(ProblemDimension dimension, Dictionary<TimeloopFactor, long> steps, SpecNode at)
    {
        var loops = InsideOut().Where(f => f.Dimension == dimension.Name).ToList();
        var zeros = loops.Where(f => f.Bound == 0).ToList();
        var product = loops.Where(f => f.Bound > 0).Aggregate((Int128)1, (p, f) => Int128.Min(p * f.Bound, long.MaxValue / 2));
        if (zeros.Count > 1)
        {
            diagnostics.Add(zeros[1].At, "not-allowed", $"{dimension.Name}=0 takes what the other factors leave, and there are two of them", "give numbers");
            return;
        }

        Int128 step = 1, last = 1;
        foreach (var loop in loops)
        {
            var bound = loop.Bound > 0 ? loop.Bound : (Int128)((dimension.Size + product - 1) / product);
            // The last pass of a loop is made of whole steps and the last pass of the loops inside of it.
            last = (((loop.Residual ?? bound) - 1) * step) + last;
            if (bound > 1) steps[loop] = (long)step;
            step = Int128.Min(step * bound, long.MaxValue / 2);
        }

        if (last != dimension.Size)
            diagnostics.Add(loops.Count > 0 ? loops[0].At : at, "nest.coverage", $"the factors of {dimension.Name} give {last}, the problem has {dimension.Size}", $"let them multiply to {dimension.Size}, or give the bound of the last pass as {dimension.Name}=BOUND,LAST");
    }

    private IEnumerable<TimeloopFactor> InsideOut()
    {
        for (var level = architecture.Levels.Count - 1; level >= 0; level--)
        {
            foreach (var factor in _spatial.Where(s => s.Key.Level == level).OrderByDescending(s => s.Key.Axis).SelectMany(s => s.Value)) yield return factor;
            foreach (var factor in _temporal[level] ?? []) yield return factor;
        }
    }

    private int Index(TimeloopFactor factor) => problem.Dimensions.ToList().FindIndex(d => d.Name == factor.Dimension);
}
