namespace HwAgent.Dataflow.Analysis;

/// <summary>Arrays by their content.</summary>
internal sealed class LongSequenceComparer : IEqualityComparer<long[]>, IAlternateEqualityComparer<ReadOnlySpan<long>, long[]>
{
    /// <summary>The one instance.</summary>
    public static LongSequenceComparer Instance { get; } = new();

    public bool Equals(long[]? x, long[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(long[] obj) => GetHashCode(obj.AsSpan());

    public bool Equals(ReadOnlySpan<long> alternate, long[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(ReadOnlySpan<long> alternate)
    {
        var hash = 17L;
        foreach (var value in alternate) hash = (hash ^ value) * 0x100000001B3;
        return (int)(hash ^ hash >> 32);
    }

    public long[] Create(ReadOnlySpan<long> alternate) => alternate.ToArray();
}
