namespace HwAgent.Dataflow.Mapper;

/// <summary>Answers of chains by their values.</summary>
internal sealed class AnswerComparer : IEqualityComparer<double[]>
{
    /// <summary>The one instance.</summary>
    public static AnswerComparer Instance { get; } = new();

    public bool Equals(double[]? x, double[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(double[] obj)
    {
        var hash = 17L;
        foreach (var value in obj) hash = (hash ^ BitConverter.DoubleToInt64Bits(value)) * 0x100000001B3 ^ hash >> 29;
        return (int)(hash ^ hash >> 32);
    }
}
