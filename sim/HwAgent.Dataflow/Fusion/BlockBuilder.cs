using HwAgent.Core.Workloads;

namespace HwAgent.Dataflow.Fusion;

/// <summary>Finds out what the operators of a transformer block hand to each other: their names say it.</summary>
internal sealed class BlockBuilder
{
    /// <summary>Norm scales and shifts are kept at the width of the residual stream; biases at that of the sums.</summary>
    private const int NormParameterBits = 16, BiasBits = 32;

    private readonly string _prefix;
    private readonly WidthMap _widths;
    private readonly bool _hasCache;
    private readonly long _layers;
    private readonly TensorList _list = new();
    private readonly bool _isPostNorm;
    private readonly long _rows, _tokens, _group;

    // The residual stream, what projections read, and what the last operator made.
    private int _stream, _source, _last;
    private int _query = -1, _key = -1, _value = -1, _gate = -1;
    private bool _readsCache;

    private BlockBuilder(string prefix, IReadOnlyList<Operator> operators, WidthMap widths, bool hasCache)
    {
        (_prefix, _widths, _hasCache) = (prefix, widths, hasCache);
        _layers = operators.First(IsNorm).Repeats;
        _isPostNorm = !IsNorm(operators[0]);
        _rows = operators.First(o => o.Kind == OperatorKind.Gemm).Gemm!.Value.M;
        _tokens = _rows;
        _group = 1;
        if (operators.FirstOrDefault(o => o.Kind == OperatorKind.AttentionScores)?.Gemm is { } scores)
        {
            var query = operators.First(o => o.Kind == OperatorKind.Gemm).Gemm!.Value;
            _group = operators.FirstOrDefault(o => Role(o) == "attn.kv")?.Gemm is { } kv ? query.N / kv.N : 1;
            _tokens = scores.M / _group;
        }
    }

    public static GraphSegment Build(string prefix, IReadOnlyList<Operator> operators, WidthMap widths, bool hasCache)
    {
        var builder = new BlockBuilder(prefix, operators, widths, hasCache);
        var width = operators.First(o => o.Kind == OperatorKind.Gemm).Gemm!.Value.K;
        // Behind a norm the residual stream of a post-norm block is as narrow as any activation.
        builder._stream = builder._source = builder._last = builder._list.External("input", builder._rows * width, builder._isPostNorm ? widths.ActivationBits : widths.ResidualBits, TrafficKind.Activations);
        foreach (var op in operators) builder.Append(op);
        return new GraphSegment(prefix, builder._layers, IsBlock: true, builder._list.Operators, builder._list.Finish(builder._last))
        {
            Rows = builder._rows,
            TokensPerSequence = builder._tokens,
            HeadsPerGroup = builder._group,
            HasCache = builder._readsCache,
        };
    }

    private static bool IsNorm(Operator op) => op.Kind is OperatorKind.LayerNorm or OperatorKind.RmsNorm;

    private string Role(Operator op) => op.Name[(_prefix.Length + 1)..];

    private void Append(Operator op)
    {
        switch (Role(op))
        {
            case "norm1" or "norm2":
                _source = Vector(op, [_isPostNorm ? _last : _stream], op.Elements, _widths.ActivationBits, op.Parameters / _layers * NormParameterBits);
                if (_isPostNorm) _stream = _source;
                break;
            case "attn.qkv":
                (_query, _key, _value) = Project(op, "q", "k", "v");
                break;
            case "attn.q":
                (_query, _, _) = Project(op, "q", null, null);
                break;
            case "attn.kv":
                (_, _key, _value) = Project(op, null, "k", "v");
                break;
            case "attn.rope":
                Rotate(op);
                break;
            case "attn.scores":
                Attend(op, _query, _key, "keys");
                break;
            case "attn.values":
                Attend(op, _last, _value, "values");
                break;
            case "attn.softmax":
                Vector(op, [_last], _list[_last].Elements, _widths.ActivationBits, masked: _list[_last].Elements - (op.Elements * (op.Repeats / _layers)));
                break;
            case "gate" or "up" or "fc1":
                Multiply(op, _source);
                break;
            case "gate.activation":
                _gate = Vector(op, [_last], op.Elements, _widths.ActivationBits);
                break;
            case "multiply":
                Vector(op, [_last, _gate], op.Elements, _widths.ActivationBits);
                break;
            default:
                if (op.FusableInto is not null && op.Kind == OperatorKind.Elementwise) _stream = _source = Vector(op, [_last, _stream], op.Elements, _widths.ResidualBits);
                else if (op.Gemm is not null) Multiply(op, _last);
                else Vector(op, [_last], op.Elements * (op.Repeats / _layers), _widths.ActivationBits);
                break;
        }
    }

    private int Vector(Operator op, int[] inputs, long elements, int bits, long parameterBits = 0, long masked = 0)
    {
        _last = _list.Made(op.Name, elements, bits);
        _list.Add(new GraphOperator(op.Name, op.Kind, inputs, [_last])
        {
            VectorElements = elements * GraphOperator.PassesOf(op.Kind),
            MaskedElements = masked * GraphOperator.PassesOf(op.Kind),
            ParameterBits = parameterBits,
        });
        return _last;
    }

    private void Multiply(Operator op, int input)
    {
        var shape = op.Gemm!.Value;
        // What is added to the residual stream is as wide as the stream; it never lies in memory when the sum is made on the way out.
        _last = _list.Made(op.Name, (long)shape.M * shape.N, op.AddsResidual ? _widths.ResidualBits : _widths.ActivationBits);
        _list.Add(new GraphOperator(op.Name, op.Kind, [input], [_last]) { Product = Weighted(op, shape.N, _list[_last].Bits) });
    }

    /// <summary>Projections of one input stand side by side as one product; a name that is null is not among them.</summary>
    private (int Query, int Key, int Value) Project(Operator op, string? query, string? key, string? value)
    {
        var shape = op.Gemm!.Value;
        var parts = op.Repeats / _layers;
        int[] made = [Part(query, TrafficKind.Activations), Part(key, TrafficKind.KeyValues), Part(value, TrafficKind.KeyValues)];
        _list.Add(new GraphOperator(op.Name, op.Kind, [_source], [.. made.Where(t => t >= 0)]) { Product = Weighted(op, shape.N * parts, _widths.ActivationBits) });
        return (made[0] >= 0 ? made[0] : _query, made[1] >= 0 ? made[1] : _key, made[2] >= 0 ? made[2] : _value);

        // Fresh keys are cached as they are behind the rotation, if there is one.
        int Part(string? name, TrafficKind kind) => name is null ? -1 : _list.Made(
            $"{op.Name}.{name}", (long)shape.M * shape.N, kind == TrafficKind.KeyValues ? _widths.KeyValueBits : _widths.ActivationBits, kind, leaves: _hasCache && name == "v");
    }

    private void Rotate(Operator op)
    {
        int query = _query, key = _key;
        _query = _list.Made(op.Name + ".q", _list[query].Elements, _list[query].Bits);
        _key = _list.Made(op.Name + ".k", _list[key].Elements, _list[key].Bits, TrafficKind.KeyValues, leaves: _hasCache);
        _list.Add(new GraphOperator(op.Name, op.Kind, [query, key], [_query, _key]) { VectorElements = op.Elements * GraphOperator.PassesOf(op.Kind) });
    }

    private void Attend(Operator op, int first, int second, string name)
    {
        var shape = op.Gemm!.Value;
        var executions = op.Repeats / _layers;
        var all = (long)shape.N * shape.K * executions;
        List<int> inputs = [first, second];
        var cached = all - _list[second].Elements;
        if (_hasCache && cached > 0)
        {
            inputs.Add(_list.External(name + ".cached", cached, _widths.KeyValueBits, TrafficKind.KeyValues));
            _readsCache = true;
        }

        // Products that are executed one by one hand each other scores in the blocks that the mask itself suggests.
        var pairs = op is { Kind: OperatorKind.AttentionScores, Mask: { } mask } ? shape.M / mask.Tokens * mask.PairsInBlocks(mask.BlockRows) : (long)shape.M * shape.N;
        _last = _list.Made(op.Name, pairs * executions, _widths.ActivationBits);
        _list.Add(new GraphOperator(op.Name, op.Kind, inputs, [_last])
        {
            Product = new GraphProduct(shape.M, shape.N, shape.K, executions, _widths.KeyValueBits, _widths.ActivationBits, IsAttention: true, BiasBits: 0) { Mask = op.Mask },
        });
    }

    private GraphProduct Weighted(Operator op, long columns, int outputBits)
    {
        var shape = op.Gemm!.Value;
        return new GraphProduct(shape.M, columns, shape.K, 1, _widths.WeightBitsOf(op.Name), outputBits, IsAttention: false, op.HasBias ? columns * BiasBits : 0) { Stripes = _widths.StripesOf(op.Name, columns) };
    }
}
