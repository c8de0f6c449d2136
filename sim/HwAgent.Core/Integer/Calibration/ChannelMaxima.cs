using HwAgent.Core.Models;

namespace HwAgent.Core.Integer.Calibration;

/// <summary>The largest magnitude of every channel at every place of a decoder: what scale migration weighs against the weights.</summary>
public sealed class ChannelMaxima : IActivationObserver
{
    private readonly Dictionary<ActivationSite, float[]> _maxima = [];

    public void Observe(ActivationSite site, ReadOnlySpan<float> rows, int width, int visualRows)
    {
        if (site.Kind == ActivationKind.Logits) return;
        if (!_maxima.TryGetValue(site, out var maxima)) _maxima[site] = maxima = new float[width];
        for (var i = 0; i < rows.Length; i++)
        {
            ref var maximum = ref maxima[i % width];
            maximum = Math.Max(maximum, Math.Abs(rows[i]));
        }
    }

    /// <exception cref="InvalidOperationException">The place was not observed.</exception>
    public IReadOnlyList<float> Of(int block, ActivationKind kind) =>
        _maxima.TryGetValue(new ActivationSite(ModelComponent.LanguageModel, block, kind), out var found)
            ? found
            : throw new InvalidOperationException($"Block {block} was not observed at {kind}: run the reference decoder over calibration text first.");
}
