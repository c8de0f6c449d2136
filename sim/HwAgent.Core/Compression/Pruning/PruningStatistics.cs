using HwAgent.Core.Models;
using HwAgent.Core.Numerics;
using HwAgent.Core.Reference;

namespace HwAgent.Core.Compression.Pruning;

/// <summary>What pruning looks at: how much each block changes the residual stream, and how much each input of the two output projections fluctuates.</summary>
public sealed class PruningStatistics : IActivationObserver
{
    private readonly Dictionary<ActivationSite, ChannelMoments> _moments = [];
    private readonly double[] _cosines;
    private readonly long[] _rows;
    private readonly ModelComponent _component;
    private float[] _before = [];

    /// <param name="component">Whose blocks are looked at.</param>
    /// <param name="blocks">How many there are.</param>
    public PruningStatistics(ModelComponent component, int blocks) => (_component, _cosines, _rows) = (component, new double[blocks], new long[blocks]);

    /// <summary>
    /// Block influence: <c>1 - mean cosine</c> of the residual stream in front of a block and behind it (Men et al., ShortGPT, arXiv 2403.03853).
    /// A block that hardly turns the stream is hardly missed.
    /// </summary>
    public IReadOnlyList<double> BlockInfluence => [.. _cosines.Zip(_rows, (cosine, rows) => rows == 0 ? 0 : 1 - cosine / rows)];

    /// <summary>Runs the sequences through the model.</summary>
    public static PruningStatistics Collect(DecoderWeights model, IReadOnlyList<TokenSequence> sequences)
    {
        var statistics = new PruningStatistics(ModelComponent.LanguageModel, model.Blocks.Count);
        var decoder = new ReferenceDecoder(model, statistics);
        foreach (var sequence in sequences) CalibrationPass.Run(decoder, sequence);
        return statistics;
    }

    /// <summary>Means and variances of what the attention's output projection (heads side by side) or down reads.</summary>
    internal ChannelMoments Moments(int block, ActivationKind kind) => _moments[new ActivationSite(_component, block, kind)];

    void IActivationObserver.Observe(ActivationSite site, ReadOnlySpan<float> rows, int width, int visualRows)
    {
        if (site.Component != _component) return;
        if (site.Kind is ActivationKind.AttentionOutput or ActivationKind.DownInput)
        {
            if (!_moments.TryGetValue(site, out var moments)) _moments.Add(site, moments = new ChannelMoments(width));
            moments.Add(rows);
        }

        if (site.Kind != ActivationKind.BlockInput) return;
        if (site.Block > 0)
        {
            for (var start = 0; start < rows.Length; start += width)
                _cosines[site.Block - 1] += FloatVector.Cosine(_before.AsSpan(start, width), rows.Slice(start, width));
            _rows[site.Block - 1] += rows.Length / width;
        }

        _before = rows.ToArray();
    }
}
