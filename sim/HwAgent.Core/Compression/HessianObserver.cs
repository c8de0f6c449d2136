using HwAgent.Core.Models;
using HwAgent.Core.Reference;

namespace HwAgent.Core.Compression;

/// <summary>Collects an <see cref="InputHessian"/> for each of the wanted places while the float32 path runs.</summary>
internal sealed class HessianObserver(IReadOnlySet<ActivationSite> wanted, double visualWeight) : IActivationObserver
{
    private readonly Dictionary<ActivationSite, InputHessian> _hessians = [];

    public void Observe(ActivationSite site, ReadOnlySpan<float> rows, int width, int visualRows)
    {
        if (!wanted.Contains(site)) return;
        if (!_hessians.TryGetValue(site, out var hessian)) _hessians.Add(site, hessian = new InputHessian(width));
        hessian.Add(rows, visualRows, visualWeight);
    }

    /// <summary>What was seen.</summary>
    public IReadOnlyDictionary<ActivationSite, InputHessian> Hessians => _hessians;

    /// <summary>Runs every sequence through the model and hands back what was seen.</summary>
    public static IReadOnlyDictionary<ActivationSite, InputHessian> Collect(
        DecoderWeights model, IReadOnlyList<TokenSequence> sequences, IReadOnlySet<ActivationSite> wanted, double visualWeight)
    {
        var observer = new HessianObserver(wanted, visualWeight);
        var decoder = new ReferenceDecoder(model, observer);
        foreach (var sequence in sequences) CalibrationPass.Run(decoder, sequence);
        return observer._hessians;
    }
}
