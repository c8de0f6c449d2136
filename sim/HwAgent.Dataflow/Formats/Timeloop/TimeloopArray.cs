using HwAgent.Dataflow.Architectures;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>The container that stands for one or two axes of a fanout.</summary>
/// <param name="Name">The container.</param>
/// <param name="X">Index of the axis that is its <c>meshX</c>; null for none.</param>
/// <param name="Y">Index of the axis that is its <c>meshY</c>; null for none.</param>
internal sealed record TimeloopArray(string Name, int? X, int? Y)
{
    /// <summary>Its axes.</summary>
    public IEnumerable<SpatialAxis> Axes(IReadOnlyList<SpatialAxis> fanout) => ((int?[])[X, Y]).OfType<int>().Select(a => fanout[a]);

    /// <summary>The containers of a fanout: axes called <c>NAME.X</c> and <c>NAME.Y</c> share one, any other has its own.</summary>
    public static IReadOnlyList<TimeloopArray> Of(IReadOnlyList<SpatialAxis> fanout)
    {
        var arrays = new List<TimeloopArray>();
        for (var i = 0; i < fanout.Count; i++)
        {
            var name = fanout[i].Name;
            var isX = name.EndsWith(".X", StringComparison.Ordinal);
            var isY = name.EndsWith(".Y", StringComparison.Ordinal);
            var stem = isX || isY ? name[..^2] : name;
            if (isX && i + 1 < fanout.Count && fanout[i + 1].Name == stem + ".Y") arrays.Add(new TimeloopArray(stem, i, ++i));
            else arrays.Add(new TimeloopArray(stem, isY ? null : i, isY ? i : null));
        }

        return arrays;
    }
}
