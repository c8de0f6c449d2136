using HwAgent.Core.Models;
using HwAgent.Core.Workloads;

namespace HwAgent.Models.Tests.Onnx;

/// <summary>A decoder-only language model (llama, mistral, qwen2, OPT) as an ONNX graph over one fixed sequence.</summary>
internal sealed class OnnxDecoder(DecoderWeights weights, double theta)
{
    private readonly OnnxGraph _graph = new();
    private readonly DecoderConfig _config = weights.Config;

    /// <summary>Logits of every position, rows x vocabulary.</summary>
    public float[] Logits(int[] tokens)
    {
        var embedding = weights.TokenEmbedding;
        return Logits(tokens.SelectMany(token => embedding.Values[(token * embedding.Inputs)..((token + 1) * embedding.Inputs)]).ToArray());
    }

    /// <summary>Logits of every position for rows that are given in place of token embeddings.</summary>
    public float[] Logits(float[] embeddings)
    {
        var length = embeddings.Length / _config.HiddenSize;
        var x = _graph.Constant(embeddings, length, _config.HiddenSize);
        if (weights.PositionEmbedding is { } positions)
        {
            var start = _config.PositionOffset * _config.HiddenSize;
            x = _graph.Add("Add", [x, _graph.Constant(positions.Values[start..(start + embeddings.Length)], length, _config.HiddenSize)]);
        }

        foreach (var block in weights.Blocks) x = Block(x, block, length);
        return _graph.Run(_graph.Linear(Norm(x, weights.FinalNorm), weights.Head));
    }

    private string Block(string x, DecoderBlockWeights block, int length)
    {
        int size = _config.HeadSize, heads = block.Query.Outputs / size, keyValueHeads = block.Key.Outputs / size;
        var input = Norm(x, block.AttentionNorm);
        var query = Rotate(_graph.SplitHeads(_graph.Linear(input, block.Query), heads, size), heads, length);
        var key = Rotate(_graph.SplitHeads(_graph.Linear(input, block.Key), keyValueHeads, size), keyValueHeads, length);
        var value = _graph.SplitHeads(_graph.Linear(input, block.Value), keyValueHeads, size);
        var mixed = _graph.Attention(query, Repeat(key, keyValueHeads, heads, length), Repeat(value, keyValueHeads, heads, length), heads, size, Mask(length));
        x = _graph.Add("Add", [x, _graph.Linear(mixed, block.Output)]);

        input = Norm(x, block.MlpNorm);
        var inner = block.Gate is { } gate
            ? _graph.Add("Mul", [_graph.Activate(_graph.Linear(input, gate), _config.ActivationFunction), _graph.Linear(input, block.Up)])
            : _graph.Activate(_graph.Linear(input, block.Up), _config.ActivationFunction);
        return _graph.Add("Add", [x, _graph.Linear(inner, block.Down)]);
    }

    private string Norm(string x, NormWeights norm) => _config.Norm == NormKind.RmsNorm ? _graph.RmsNorm(x, norm) : _graph.LayerNorm(x, norm);

    /// <summary>transformers' repeat_kv: each key head stands for as many query heads as share it.</summary>
    private string Repeat(string x, int from, int to, int length)
    {
        if (from == to) return x;
        var expanded = _graph.Add("Expand", [_graph.Add("Unsqueeze", [x, _graph.Integers(1)]), _graph.Integers(from, to / from, length, _config.HeadSize)]);
        return _graph.Add("Reshape", [expanded, _graph.Integers(to, length, _config.HeadSize)]);
    }

    /// <summary>
    /// Half-split: <c>x cos + rotate_half(x) sin</c> as in transformers. Interleaved: each pair as a complex number times <c>e^(i angle)</c>, as in llama2.c.
    /// </summary>
    private string Rotate(string x, int heads, int length)
    {
        if (weights.Rotary is not { } rotary) return x;
        int size = _config.HeadSize, half = size / 2;
        float[] Table(Func<double, double> function, int copies) =>
        [
            .. from position in Enumerable.Range(0, length)
               from _ in Enumerable.Range(0, copies)
               from i in Enumerable.Range(0, half)
               select (float)function(position * Math.Exp(-Math.Log(theta) * 2 * i / size)),
        ];

        if (!rotary.Interleaved)
        {
            var halves = _graph.AddMany("Split", [x, _graph.Integers(half, half)], 2, ("axis", 2));
            var turned = _graph.Add("Concat", [_graph.Add("Neg", [halves[1]]), halves[0]], ("axis", 2));
            return _graph.Add("Add",
            [
                _graph.Add("Mul", [x, _graph.Constant(Table(Math.Cos, 2), length, size)]),
                _graph.Add("Mul", [turned, _graph.Constant(Table(Math.Sin, 2), length, size)]),
            ]);
        }

        var parts = _graph.AddMany("Split", [_graph.Add("Reshape", [x, _graph.Integers(heads, length, half, 2)]), _graph.Integers(1, 1)], 2, ("axis", 3));
        string cos = _graph.Constant(Table(Math.Cos, 1), length, half, 1), sin = _graph.Constant(Table(Math.Sin, 1), length, half, 1);
        var real = _graph.Add("Sub", [_graph.Add("Mul", [parts[0], cos]), _graph.Add("Mul", [parts[1], sin])]);
        var imaginary = _graph.Add("Add", [_graph.Add("Mul", [parts[0], sin]), _graph.Add("Mul", [parts[1], cos])]);
        return _graph.Add("Reshape", [_graph.Add("Concat", [real, imaginary], ("axis", 3)), _graph.Integers(heads, length, size)]);
    }

    /// <summary>Keys behind the query, and those a sliding window has left behind, get a score that the exponential turns to nothing.</summary>
    private string Mask(int length)
    {
        var window = _config.SlidingWindow ?? int.MaxValue;
        var mask = from query in Enumerable.Range(0, length)
                   from key in Enumerable.Range(0, length)
                   select key <= query && query - key < window ? 0f : -1e30f;
        return _graph.Constant([.. mask], length, length);
    }
}
