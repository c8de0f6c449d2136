using HwAgent.Core.Diagnostics;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>
/// Whether a mapping can run: every point of the problem visited once, every tile in its memory, every loop in space on instances that exist, what must be
/// kept kept, constraints obeyed. Each finding says which loop is wrong, by how much, and what would fit.
/// </summary>
public static class NestValidation
{
    private const string Tool = "mapping";

    /// <summary>The errors of a mapping; none if it can run. Codes: <c>nest.levels</c>, <c>nest.loop</c>, <c>nest.coverage</c>, <c>nest.fanout</c>, <c>nest.keep</c>, <c>nest.capacity</c>, <c>nest.constraint</c>.</summary>
    public static IReadOnlyList<Diagnostic> Validate(TensorProblem problem, Architecture architecture, LoopNest nest)
    {
        if (nest.Levels.Count != architecture.Levels.Count)
        {
            return [Error("nest.levels", $"the mapping has {nest.Levels.Count} levels, {architecture.Name} has {architecture.Levels.Count}", $"give one entry each for {string.Join(", ", architecture.Levels.Select(l => l.Name))}")];
        }

        var found = new List<Diagnostic>();
        for (var level = 0; level < nest.Levels.Count; level++) CheckLoops(problem, architecture.Levels[level], nest.Levels[level], found);
        // What follows computes with steps and indices.
        return found.Count > 0 ? found : Validate(new FlatNest(problem, architecture, nest), nest);
    }

    /// <summary>The errors of a mapping whose levels, dimensions and axes exist.</summary>
    internal static List<Diagnostic> Validate(FlatNest flat, LoopNest nest)
    {
        var found = new List<Diagnostic>();
        CheckCoverage(flat, found);
        CheckFanout(flat, found);
        CheckKeeps(flat.Architecture, nest, found);
        NestCapacity.Check(flat, nest, found);
        NestConstraints.Check(flat, found);
        return found;
    }

    /// <summary>An error of this validation.</summary>
    internal static Diagnostic Error(string code, string message, string advice) => new(Tool, DiagnosticSeverity.Error, code, message) { Advice = advice };

    private static void CheckLoops(TensorProblem problem, MemoryLevel memory, LevelNest level, List<Diagnostic> found)
    {
        var loops = level.Temporal.Select(l => (l.Dimension, l.Step, Axis: -1)).Concat(level.Spatial.Select(l => (l.Dimension, l.Step, l.Axis)));
        foreach (var (dimension, step, axis) in loops)
        {
            if (dimension < 0 || dimension >= problem.Dimensions.Count)
            {
                found.Add(Error("nest.loop", $"a loop of {memory.Name} is over dimension {dimension}; {problem.Name} has {problem.Dimensions.Count}", $"use 0 to {problem.Dimensions.Count - 1}: {string.Join(", ", problem.Dimensions.Select(d => d.Name))}"));
                continue;
            }

            var name = problem.Dimensions[dimension].Name;
            if (step < 1) found.Add(Error("nest.loop", $"the loop over {name} of {memory.Name} has step {step}", "give a step of at least 1"));
            if (axis >= memory.Fanout.Count || axis < -1 || axis == -1 && level.Spatial.Any(s => s.Axis < 0))
            {
                var axes = memory.Fanout.Count == 0 ? "it has none: use a temporal loop" : $"use 0 to {memory.Fanout.Count - 1}: {string.Join(", ", memory.Fanout.Select(a => a.Name))}";
                found.Add(Error("nest.loop", $"a spatial loop of {memory.Name} is on axis {axis}", axes));
            }
        }
    }

    private static void CheckCoverage(FlatNest flat, List<Diagnostic> found)
    {
        for (var d = 0; d < flat.Problem.Dimensions.Count; d++)
        {
            var left = flat.LargestChunk(d, flat.Loops.Length);
            if (left == 1) continue;
            var name = flat.Problem.Dimensions[d].Name;
            found.Add(Error("nest.coverage", $"{left} elements of {name} are left below the innermost loop; a multiplier takes 1", $"end with a loop over {name} of step 1"));
        }
    }

    private static void CheckFanout(FlatNest flat, List<Diagnostic> found)
    {
        for (var level = 0; level < flat.Levels; level++)
        {
            var memory = flat.Architecture.Levels[level];
            for (var axis = 0; axis < memory.Fanout.Count; axis++)
            {
                var loops = Enumerable.Range(flat.Starts[level], flat.Starts[level + 1] - flat.Starts[level]).Where(i => flat.Loops[i].Axis == axis).ToList();
                var used = loops.Aggregate(1.0, (product, i) => product * flat.LargestPieces(i));
                if (used <= memory.Fanout[axis].Size) continue;
                var last = flat.Loops[loops[^1]];
                var others = loops.SkipLast(1).Aggregate(1L, (product, i) => product * flat.LargestPieces(i));
                var room = memory.Fanout[axis].Size / others;
                var chunk = flat.LargestChunk(last.Dimension, loops[^1]);
                var advice = room < 1
                    ? $"the loops outside of the last one use {others} already: take one of them off the axis"
                    : $"the smallest step of the loop over {flat.Name(last)} that fits is {(chunk + room - 1) / room} (now {last.Step})";
                found.Add(Error("nest.fanout", $"the loops over {string.Join(", ", loops.Select(i => flat.Name(flat.Loops[i])))} below {memory.Name} need {used} instances along {memory.Fanout[axis].Name}, which has {memory.Fanout[axis].Size}", advice));
            }
        }
    }

    private static void CheckKeeps(Architecture architecture, LoopNest nest, List<Diagnostic> found)
    {
        for (var level = 0; level < nest.Levels.Count; level++)
        {
            var memory = architecture.Levels[level];
            foreach (var operand in Enum.GetValues<Operand>())
            {
                var keeps = nest.Levels[level].Keeps.Has(operand);
                if (level == 0)
                {
                    if (!keeps) found.Add(Error("nest.keep", $"{memory.Name} is the outermost level and does not keep the {operand} operand", "let the outermost level keep every operand"));
                }
                else if (keeps && !memory.MayKeep.Has(operand))
                {
                    found.Add(Error("nest.keep", $"{memory.Name} cannot keep the {operand} operand", $"it may keep {memory.MayKeep}"));
                }
                else if (!keeps && memory.MustKeep.Has(operand) && memory.MayKeep.Has(operand))
                {
                    found.Add(Error("nest.keep", $"the {operand} operand passes by {memory.Name}, which must keep it", $"add {operand.ToString().ToLowerInvariant()} to what it keeps"));
                }
            }
        }
    }
}
