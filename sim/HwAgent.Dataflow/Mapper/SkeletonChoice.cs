namespace HwAgent.Dataflow.Mapper;

/// <summary>A skeleton by number: which of its choices each level takes.</summary>
/// <param name="Keeps">By level.</param>
/// <param name="Orders">By level.</param>
internal sealed record SkeletonChoice(int[] Keeps, int[] Orders)
{
    /// <summary>Equal for equal choices.</summary>
    public long[] Key => [.. Keeps.Concat(Orders).Select(i => (long)i)];
}
