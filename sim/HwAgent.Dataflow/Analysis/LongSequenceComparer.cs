namespace HwAgent.Dataflow.Analysis;

/// <summary>Arrays by their content.</summary>
internal sealed class LongSequenceComparer : IEqualityComparer<long[]>
{
    /// <summary>The one instance.</summary>
    public static LongSequenceComparer Instance { get; } = new();

    public bool Equals(long[]? x, long[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(long[] obj)
    {
        var hash = 17L;
        foreach (var value in obj) hash = (hash ^ value) * 0x100000001B3;
        return (int)(hash ^ hash >> 32);
    }
}
