using HwAgent.Core.Models;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Integer.Vision;

/// <summary>What follows the last block of an integer vision encoder: final norm, then classifiers, projection, pooler, attention pooling or nothing.</summary>
internal sealed class IntegerVisionHead
{
    /// <summary>Fraction bits of a pooler's answer, which lies between -1 and 1.</summary>
    private const int TanhBits = 15;

    private readonly VisionEncoderWeights _weights;
    private readonly HeadScales _scales;
    private readonly IntegerWorkers _workers;
    private readonly IntegerNorm _norm;
    private readonly IntegerLinear[] _linears;
    private readonly double _outputScale;
    private readonly short[]? _tanh;
    private readonly IntegerAttentionPooling? _pooling;

    public IntegerVisionHead(VisionEncoderWeights weights, HeadScales scales, IntegerWorkers workers, VisionCompiler compiler)
    {
        (_weights, _scales, _workers) = (weights, scales, workers);
        _norm = compiler.FinalNorm(scales.Input);
        _pooling = weights.AttentionPooling is { } pooling ? new IntegerAttentionPooling(pooling, scales, weights, workers, compiler) : null;
        // A power of two with three bits of room, as for the decoder's logits: 24 bits are exact in float32.
        _outputScale = Math.ScaleB(1, (int)Math.Ceiling(DeterministicMath.Log2(Math.Max(scales.Output, 1e-6))) + 3 - 23);
        if (weights.Pooler is { } pooler)
        {
            var step = scales.Output / sbyte.MaxValue;
            _linears = [compiler.Linear(DecoderModule.Head, pooler, scales.Input, [step])];
            _tanh = [.. Enumerable.Range(-128, 256).Select(i => (short)Math.Min(short.MaxValue, Math.Floor(Math.ScaleB(DeterministicMath.Tanh(i * step), TanhBits) + 0.5)))];
            return;
        }

        LinearWeights[] layers = [.. weights.Classifiers, .. weights.Projection is { } projection ? new[] { projection } : []];
        _linears = [.. layers.Select((layer, i) => compiler.Linear(DecoderModule.Head, layer, scales.Input, [_outputScale], i))];
    }

    public float[] Apply(IntegerVisionTokens tokens)
    {
        var hidden = _weights.Config.HiddenSize;
        var rows = IntegerVisionEncoder.Normalise(_norm, tokens.Rows.AsSpan(0, _weights.HeadRows(tokens.Count) * hidden));
        if (_pooling is not null) return _pooling.Apply(rows, tokens.Sizes);
        if (_tanh is not null)
        {
            var pooled = new sbyte[hidden];
            _linears[0].ToInt8(rows, 1, pooled, _workers);
            return [.. pooled.Select(value => (float)Math.ScaleB(_tanh[value + 128], -TanhBits))];
        }

        if (_linears.Length == 0) return [.. rows.Select(value => (float)(value * _scales.Input))];
        var sums = new long[_linears[0].Outputs];
        var scores = new int[sums.Length];
        for (var i = 0; i < _linears.Length; i++)
        {
            _linears[i].ToLogits(rows.AsSpan(i * hidden, hidden), 1, scores, _workers);
            for (var j = 0; j < sums.Length; j++) sums[j] += scores[j];
        }

        return [.. sums.Select(sum => (float)(sum * _outputScale / _linears.Length))];
    }
}
