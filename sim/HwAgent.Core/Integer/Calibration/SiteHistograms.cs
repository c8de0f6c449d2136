using HwAgent.Core.Models;

namespace HwAgent.Core.Integer.Calibration;

/// <summary>Histograms of magnitudes by place; where they are not needed, the largest magnitude and the mean of every channel.</summary>
internal sealed class SiteHistograms
{
    private readonly Dictionary<ActivationSite, MagnitudeHistogram[]> _histograms = [];
    private readonly Dictionary<ActivationSite, float[]> _largest = [];
    private readonly Dictionary<ActivationSite, (double[] Sums, long Rows)> _sums = [];

    /// <summary>Counts rows of <paramref name="width"/> channels; each <paramref name="part"/> of them side by side has a histogram of its own.</summary>
    public void Add(ActivationSite site, ReadOnlySpan<float> rows, int width, int part)
    {
        if (!_histograms.TryGetValue(site, out var histograms))
            _histograms[site] = histograms = [.. Enumerable.Range(0, width / part).Select(_ => new MagnitudeHistogram())];
        for (var start = 0; start < rows.Length; start += part) histograms[start % width / part].Add(rows.Slice(start, part));
    }

    /// <summary>Keeps the largest magnitude of every channel.</summary>
    public void AddLargest(ActivationSite site, ReadOnlySpan<float> rows, int width)
    {
        if (!_largest.TryGetValue(site, out var largest)) _largest[site] = largest = new float[width];
        for (var i = 0; i < rows.Length; i++) largest[i % width] = Math.Max(largest[i % width], Math.Abs(rows[i]));
    }

    /// <summary>Adds up every channel.</summary>
    public void AddMean(ActivationSite site, ReadOnlySpan<float> rows, int width)
    {
        var (sums, count) = _sums.TryGetValue(site, out var found) ? found : (new double[width], 0);
        for (var i = 0; i < rows.Length; i++) sums[i % width] += rows[i];
        _sums[site] = (sums, count + rows.Length / width);
    }

    public bool Has(ActivationSite site) => _histograms.ContainsKey(site);

    /// <summary>The histograms of a place.</summary>
    /// <exception cref="InvalidOperationException">It was not observed.</exception>
    public MagnitudeHistogram[] Of(ActivationSite site) => _histograms.TryGetValue(site, out var found) ? found : throw Unseen(site);

    /// <summary>The largest magnitude of every channel of a place.</summary>
    /// <exception cref="InvalidOperationException">It was not observed.</exception>
    public float[] Largest(ActivationSite site) => _largest.TryGetValue(site, out var found) ? found : throw Unseen(site);

    /// <summary>The mean of every channel of a place.</summary>
    /// <exception cref="InvalidOperationException">It was not observed.</exception>
    public double[] Means(ActivationSite site) => _sums.TryGetValue(site, out var found) ? [.. found.Sums.Select(sum => sum / found.Rows)] : throw Unseen(site);

    private static InvalidOperationException Unseen(ActivationSite site) =>
        new($"{site.Component}, block {site.Block} was not observed at {site.Kind}: run the reference model over calibration images first.");
}
