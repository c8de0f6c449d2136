namespace HwAgent.Core.Compression.Pruning;

/// <summary>Mean and variance of each channel, by Welford's update.</summary>
internal sealed class ChannelMoments(int width)
{
    private readonly double[] _squares = new double[width];
    private long _rows;

    public double[] Mean { get; } = new double[width];

    /// <summary>Population variance.</summary>
    public double[] Variance => [.. _squares.Select(square => _rows == 0 ? 0 : square / _rows)];

    public void Add(ReadOnlySpan<float> rows)
    {
        for (var start = 0; start < rows.Length; start += width)
        {
            _rows++;
            for (var i = 0; i < width; i++)
            {
                var difference = rows[start + i] - Mean[i];
                Mean[i] += difference / _rows;
                _squares[i] += difference * (rows[start + i] - Mean[i]);
            }
        }
    }
}
