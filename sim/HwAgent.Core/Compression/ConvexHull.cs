namespace HwAgent.Core.Compression;

/// <summary>The options of an item that some price per cost makes best, cheapest first: the lower convex hull of loss over cost.</summary>
internal static class ConvexHull
{
    /// <returns>Indices into <paramref name="options"/>; costs rise, losses fall, and so does the gain per cost from one to the next.</returns>
    public static int[] Of(IReadOnlyList<AllocationOption> options)
    {
        var hull = new List<int>();
        foreach (var candidate in Enumerable.Range(0, options.Count).OrderBy(i => options[i].Cost).ThenBy(i => options[i].Loss))
        {
            if (hull.Count > 0 && options[candidate].Loss >= options[hull[^1]].Loss) continue;
            while (hull.Count > 1 && Gain(options, hull[^2], hull[^1]) <= Gain(options, hull[^1], candidate)) hull.RemoveAt(hull.Count - 1);
            hull.Add(candidate);
        }

        return [.. hull];
    }

    /// <summary>Loss saved per cost added; infinite when the cost is the same.</summary>
    public static double Gain(IReadOnlyList<AllocationOption> options, int from, int to) =>
        (options[from].Loss - options[to].Loss) / (options[to].Cost - options[from].Cost);
}
