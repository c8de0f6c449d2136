namespace HwAgent.Core.Integer.Calibration;

/// <summary>Counts magnitudes in bins of equal width. The range doubles when a larger value comes, two bins becoming one, so that one pass over the data is enough.</summary>
public sealed class MagnitudeHistogram
{
    private const int Bins = 2048;

    /// <summary>Limits that the search for the least squared error tries: fractions of the largest magnitude.</summary>
    private const int Candidates = 100;

    private readonly long[] _counts = new long[Bins];
    private double _range = Math.ScaleB(1, -20);

    /// <summary>Largest magnitude seen.</summary>
    public double Largest { get; private set; }

    public long Count { get; private set; }

    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public void Add(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            double magnitude = Math.Abs(value);
            if (!double.IsFinite(magnitude)) throw new ArgumentException("An activation is not a finite number: the model overflows in float32.", nameof(values));
            while (magnitude >= _range) Double();
            Largest = Math.Max(Largest, magnitude);
            _counts[(int)(magnitude / _range * Bins)]++;
        }

        Count += values.Length;
    }

    /// <summary>The real value of one step when magnitudes up to the chosen limit map to <paramref name="levels"/> steps; positive in any case.</summary>
    public double Scale(CalibrationOptions options, int levels) => Math.Max(Limit(options, levels), 1e-7) / levels;

    private double Limit(CalibrationOptions options, int levels) => options.Method switch
    {
        CalibrationMethod.MinMax => Largest,
        CalibrationMethod.Percentile => Quantile(options.Percentile),
        _ => LeastError(levels),
    };

    private double Quantile(double fraction)
    {
        var rest = Count - (long)Math.Ceiling(Count * fraction);
        var bin = Bins - 1;
        for (; bin > 0 && rest >= _counts[bin]; bin--) rest -= _counts[bin];
        return Math.Min(Largest, (bin + 1) * _range / Bins);
    }

    private double LeastError(int levels)
    {
        var (best, bestError) = (Largest, double.MaxValue);
        for (var i = Candidates; i >= Candidates / 5; i--)
        {
            var limit = Largest * i / Candidates;
            var error = Error(limit / levels, levels);
            if (error >= bestError) continue;
            (best, bestError) = (limit, error);
        }

        return best;
    }

    /// <summary>Sum over the bins of count times squared error, a bin standing for its middle.</summary>
    private double Error(double step, int levels)
    {
        if (step == 0) return 0;
        var error = 0.0;
        for (var bin = 0; bin < Bins; bin++)
        {
            if (_counts[bin] == 0) continue;
            var value = (bin + 0.5) * _range / Bins;
            var difference = value - Math.Min(levels, Math.Floor(value / step + 0.5)) * step;
            error += _counts[bin] * difference * difference;
        }

        return error;
    }

    private void Double()
    {
        for (var i = 0; i < Bins / 2; i++) _counts[i] = _counts[2 * i] + _counts[2 * i + 1];
        Array.Clear(_counts, Bins / 2, Bins / 2);
        _range *= 2;
    }
}
