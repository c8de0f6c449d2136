using HwAgent.Core.Models;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Integer.Vision;

/// <summary>SigLIP's head in integers. The query is learned, so it is projected and rounded when the model is compiled.</summary>
internal sealed class IntegerAttentionPooling
{
    private readonly IntegerWorkers _workers;
    private readonly int _headSize;
    private readonly double _residualScale;
    private readonly sbyte[] _query;
    private readonly AttentionScale[] _attention;
    private readonly IntegerLinear _key;
    private readonly IntegerLinear _value;
    private readonly IntegerLinear _output;
    private readonly IntegerNorm _norm;
    private readonly IntegerLinear _up;
    private readonly IntegerLinear _down;
    private readonly sbyte[] _table;

    public IntegerAttentionPooling(AttentionPoolingWeights pooling, HeadScales scales, VisionEncoderWeights weights, IntegerWorkers workers, VisionCompiler compiler)
    {
        var steps = scales.Pooling ?? throw new InvalidModelException(null, "scales", "none for attention pooling", "calibrate the model that is compiled");
        (_workers, _headSize, _residualScale) = (workers, weights.HeadSize, scales.Output);
        var querySteps = new double[weights.Config.Heads];
        _query = RoundQuery(pooling, querySteps);
        _attention = [.. querySteps.Select((step, head) => new AttentionScale(
            ExponentialScale.FromScale(step * steps.Key[head] / Math.Sqrt(_headSize)), Requantiser.FromScale(steps.Value[head] / steps.AttentionOutput)))];
        _key = compiler.Linear(DecoderModule.Key, pooling.Key, steps.AttentionInput, PerChannel(steps.Key));
        _value = compiler.Linear(DecoderModule.Value, pooling.Value, steps.AttentionInput, PerChannel(steps.Value));
        _output = compiler.Linear(DecoderModule.Output, pooling.Output, steps.AttentionOutput, [_residualScale]);
        _norm = IntegerNorm.Compile(pooling.Norm, centred: true, _residualScale, steps.MlpInput, "pooling, norm");
        _up = compiler.Linear(DecoderModule.Up, pooling.Up, steps.MlpInput, [steps.Gate]);
        _down = compiler.Linear(DecoderModule.Down, pooling.Down, steps.DownInput, [_residualScale]);
        _table = IntegerActivation.NarrowTable(weights.Config.ActivationFunction, steps.Gate, steps.DownInput);
    }

    /// <summary>The pooled row.</summary>
    /// <param name="rows">Behind the final norm, tokens x hidden.</param>
    /// <param name="sizes">Patches that each token stands for.</param>
    public float[] Apply(sbyte[] rows, int[] sizes)
    {
        var key = new sbyte[rows.Length];
        _key.ToInt8(rows, sizes.Length, key, _workers);
        var value = new sbyte[rows.Length];
        _value.ToInt8(rows, sizes.Length, value, _workers);
        var pooled = new short[_output.Outputs];
        _output.AddTo(EncoderAttention.Apply(_query, key, value, sizes, _attention, _headSize, _workers), 1, pooled, _workers);
        var inner = new sbyte[_up.Outputs];
        _up.ToInt8(IntegerVisionEncoder.Normalise(_norm, pooled), 1, inner, _workers);
        IntegerActivation.Apply(inner, _table);
        _down.AddTo(inner, 1, pooled, _workers);
        return [.. pooled.Select(step => (float)(step * _residualScale))];
    }

    /// <summary>One scale a head; sums in double and in order, so that they are the same everywhere.</summary>
    private sbyte[] RoundQuery(AttentionPoolingWeights pooling, double[] steps)
    {
        var exact = new double[pooling.Query.Outputs];
        for (var output = 0; output < exact.Length; output++)
        {
            var row = pooling.Query.Row(output);
            double sum = pooling.Query.Bias?[output] ?? 0;
            for (var i = 0; i < row.Length; i++) sum += (double)row[i] * pooling.Probe[i];
            exact[output] = sum;
        }

        for (var head = 0; head < steps.Length; head++)
            steps[head] = Math.Max(1e-9, exact.Skip(head * _headSize).Take(_headSize).Max(Math.Abs)) / sbyte.MaxValue;
        return [.. exact.Select((value, i) => (sbyte)Math.Floor(value / steps[i / _headSize] + 0.5))];
    }

    private double[] PerChannel(IReadOnlyList<double> heads) => [.. Enumerable.Range(0, heads.Count * _headSize).Select(i => heads[i / _headSize])];
}
