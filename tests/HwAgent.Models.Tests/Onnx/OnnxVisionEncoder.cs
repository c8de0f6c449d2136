using HwAgent.Core.Models;
using HwAgent.Core.Workloads;

namespace HwAgent.Models.Tests.Onnx;

/// <summary>A vision transformer (ViT, DeiT, CLIP, SigLIP) as an ONNX graph over one image, with the patch embedding as the convolution that it is.</summary>
internal sealed class OnnxVisionEncoder(VisionEncoderWeights weights)
{
    private readonly OnnxGraph _graph = new();
    private readonly VisionEncoderConfig _config = weights.Config;

    private int Hidden => _config.HiddenSize;

    private int HeadSize => Hidden / _config.Heads;

    /// <summary><c>hidden_states[blocks]</c>: tokens x hidden.</summary>
    public float[] Features(float[] image, int blocks, int? resolution = null, int? stride = null) => _graph.Run(States(image, blocks, resolution, stride));

    /// <summary>The model's answer: scores, projected or pooled row.</summary>
    public float[] Encode(float[] image)
    {
        var rows = _graph.LayerNorm(States(image, _config.Layers, null, null), weights.FinalNorm);
        if (weights.AttentionPooling is { } pooling) return _graph.Run(Pool(rows, pooling));
        if (weights.Classifiers.Count > 0)
        {
            var scores = _graph.Linear(Row(rows, 0), weights.Classifiers[0]);
            if (weights.Classifiers.Count == 2) scores = _graph.Add("Mul", [_graph.Add("Add", [scores, _graph.Linear(Row(rows, 1), weights.Classifiers[1])]), _graph.Scalar(0.5)]);
            return _graph.Run(scores);
        }

        if (weights.Pooler is { } pooler) return _graph.Run(_graph.Add("Tanh", [_graph.Linear(Row(rows, 0), pooler)]));
        return _graph.Run(weights.Projection is { } projection ? _graph.Linear(Row(rows, 0), projection) : _config.FinalNormOnClassToken ? Row(rows, 0) : rows);
    }

    /// <summary>The features, without the class token unless it is kept, through a projector.</summary>
    public float[] Project(float[] image, int blocks, bool keepExtraTokens, ProjectorWeights projector)
    {
        var x = States(image, blocks, null, null);
        if (!keepExtraTokens) x = _graph.Add("Slice", [x, _graph.Integers(_config.ExtraTokens), _graph.Integers(int.MaxValue), _graph.Integers(0)]);
        for (var i = 0; i < projector.Layers.Count; i++)
        {
            x = _graph.Linear(x, projector.Layers[i]);
            if (i < projector.Layers.Count - 1) x = _graph.Activate(x, projector.ActivationFunction);
        }

        return _graph.Run(x);
    }

    private string States(float[] image, int blocks, int? resolution, int? stride)
    {
        var x = Embed(image, resolution ?? _config.ImageSize, stride ?? _config.PatchSize);
        foreach (var block in weights.Blocks.Take(blocks))
        {
            var input = _graph.LayerNorm(x, block.AttentionNorm);
            x = _graph.Add("Add", [x, _graph.Linear(Attend(input, input, block.Query, block.Key, block.Value), block.Output)]);
            x = _graph.Add("Add", [x, Mlp(_graph.LayerNorm(x, block.MlpNorm), block.Up, block.Down)]);
        }

        return x;
    }

    private string Embed(float[] image, int resolution, int stride)
    {
        int patch = _config.PatchSize, side = (resolution - patch) / stride + 1;
        string[] inputs =
        [
            _graph.Constant(image, 1, _config.Channels, resolution, resolution),
            _graph.Constant(weights.PatchEmbedding.Values, Hidden, _config.Channels, patch, patch),
            .. weights.PatchEmbedding.Bias is { } bias ? new[] { _graph.Constant(bias, Hidden) } : [],
        ];
        var x = _graph.Add("Conv", inputs, ("kernel_shape", new long[] { patch, patch }), ("strides", new long[] { stride, stride }));
        x = _graph.Add("Transpose", [_graph.Add("Reshape", [x, _graph.Integers(Hidden, side * side)])], ("perm", new long[] { 1, 0 }));
        if (_config.ExtraTokens > 0) x = _graph.Add("Concat", [_graph.Constant(weights.ExtraTokens, _config.ExtraTokens, Hidden), x], ("axis", 0));
        x = _graph.Add("Add", [x, Positions(side)]);
        return weights.EmbeddingNorm is { } norm ? _graph.LayerNorm(x, norm) : x;
    }

    /// <summary>interpolate_pos_encoding of transformers; the operator's half_pixel is torch's align_corners=False.</summary>
    private string Positions(int side)
    {
        var table = _graph.Constant(weights.PositionEmbedding.Values, weights.PositionEmbedding.Outputs, Hidden);
        int trained = _config.ImageSize / _config.PatchSize, extra = _config.ExtraTokens;
        if (side == trained) return table;
        var parts = _graph.AddMany("Split", [table, _graph.Integers(extra, trained * trained)], 2, ("axis", 0));
        var grid = _graph.Add("Reshape", [_graph.Add("Transpose", [parts[1]], ("perm", new long[] { 1, 0 })), _graph.Integers(1, Hidden, trained, trained)]);
        grid = _graph.Add(
            "Resize", [grid, "", "", _graph.Integers(1, Hidden, side, side)],
            ("mode", "cubic"), ("cubic_coeff_a", -0.75f), ("coordinate_transformation_mode", "half_pixel"));
        grid = _graph.Add("Transpose", [_graph.Add("Reshape", [grid, _graph.Integers(Hidden, side * side)])], ("perm", new long[] { 1, 0 }));
        return extra == 0 ? grid : _graph.Add("Concat", [parts[0], grid], ("axis", 0));
    }

    private string Pool(string rows, AttentionPoolingWeights pooling)
    {
        var probe = _graph.Constant(pooling.Probe, 1, Hidden);
        var pooled = _graph.Linear(Attend(probe, rows, pooling.Query, pooling.Key, pooling.Value), pooling.Output);
        return _graph.Add("Add", [pooled, Mlp(_graph.LayerNorm(pooled, pooling.Norm), pooling.Up, pooling.Down)]);
    }

    private string Attend(string queries, string keys, LinearWeights query, LinearWeights key, LinearWeights value) => _graph.Attention(
        Heads(_graph.Linear(queries, query)), Heads(_graph.Linear(keys, key)), Heads(_graph.Linear(keys, value)), _config.Heads, HeadSize);

    private string Heads(string x) => _graph.SplitHeads(x, _config.Heads, HeadSize);

    private string Mlp(string input, LinearWeights up, LinearWeights down) =>
        _graph.Linear(_graph.Activate(_graph.Linear(input, up), _config.ActivationFunction), down);

    private string Row(string rows, int index) => _graph.Add("Slice", [rows, _graph.Integers(index), _graph.Integers(index + 1), _graph.Integers(0)]);
}
