using HwAgent.Dataflow.LoopNests;

namespace HwAgent.Dataflow.Formats;

/// <summary>
/// The steps of one dimension turned into factors, as other tools have them: each loop runs <c>Bound</c> times, in the last pass of the loops outside of it
/// <c>Last</c> times. That is possible where each piece but the last is cut evenly.
/// </summary>
internal static class FactorChain
{
    /// <summary>The factors of a dimension's loops from the outermost in; null when an inner step does not divide an outer one.</summary>
    /// <param name="size">Size of the dimension.</param>
    /// <param name="steps">Steps of its loops, outermost first.</param>
    public static IReadOnlyList<(long Bound, long Last)>? Of(long size, IReadOnlyList<long> steps)
    {
        var factors = new List<(long Bound, long Last)>();
        var (full, last) = (size, size);
        var isOnlyPiece = true;
        foreach (var given in steps)
        {
            var step = Math.Min(given, full);
            if (!isOnlyPiece && full % step != 0) return null;
            var passes = ((last - 1) / step) + 1;
            factors.Add((isOnlyPiece ? passes : full / step, passes));
            isOnlyPiece &= passes == 1;
            last -= (passes - 1) * step;
            full = step;
        }

        return full == 1 ? factors : null;
    }

    /// <summary>The loops of one dimension over all levels, outermost first: level, axis (-1 in time) and step.</summary>
    public static IReadOnlyList<(int Level, int Axis, long Step)> Loops(LoopNest nest, int dimension)
    {
        var loops = new List<(int Level, int Axis, long Step)>();
        for (var level = 0; level < nest.Levels.Count; level++)
        {
            loops.AddRange(nest.Levels[level].Temporal.Where(l => l.Dimension == dimension).Select(l => (level, -1, l.Step)));
            loops.AddRange(nest.Levels[level].Spatial.Where(l => l.Dimension == dimension).Select(l => (level, l.Axis, l.Step)));
        }

        return loops;
    }
}
