using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Fusion;

/// <summary>
/// Lays out a group under one option: rows go through it in tiles of <see cref="GroupOption.TileRows"/>; what its operators hand to each other stays in the
/// shared buffer, a tile of it at a time. Attention is cut further, into tiles of queries and keys of one key head, so that the scores of one tile alone are
/// ever there.
/// </summary>
internal sealed class GroupPlanner
{
    /// <summary>Widths of the parameters that are the same whatever those of weights and activations are.</summary>
    private const int NormParameterBits = 16, BiasBits = 32;

    private readonly GroupShape _shape;
    private readonly GraphSegment _segment;
    private readonly GroupOption _option;
    private readonly WidthMap _widths;
    private readonly GroupPlan _plan = new();
    private readonly AttentionTiles? _attention;
    private readonly long _tiles;
    private readonly long[] _reserved;

    private GroupPlanner(GroupShape shape, GroupOption option, WidthMap widths)
    {
        (_shape, _segment, _option, _widths) = (shape, shape.Segment, option, widths);
        _tiles = Ceiling(_segment.Rows, option.TileRows);
        _attention = AttentionTiles.Of(shape, option);
        _reserved = new long[shape.Last - shape.First + 1];
    }

    /// <summary>The plan of a group; null when its tensors do not fit.</summary>
    /// <param name="shape">The group.</param>
    /// <param name="option">How to execute it.</param>
    /// <param name="widths">Widths of partial sums.</param>
    /// <param name="bufferBits">Size of the shared buffer.</param>
    public static GroupPlan? Plan(GroupShape shape, GroupOption option, WidthMap widths, long bufferBits)
    {
        var planner = new GroupPlanner(shape, option, widths);
        var most = 0L;
        for (var o = shape.First; o <= shape.Last; o++)
        {
            var reserved = planner._reserved[o - shape.First] = planner.ReservedAt(o);
            if (reserved > 0 && reserved >= bufferBits) return null;
            most = Math.Max(most, reserved);
        }

        planner._plan.ReservedBits = most;

        for (var o = shape.First; o <= shape.Last; o++) planner.Append(o);
        foreach (var t in shape.Shared) if (option.KeepShared) planner.Load(planner._segment.Tensors[t.Tensor]);
        return planner._plan;
    }

    private static long Ceiling(long a, long b) => (a + b - 1) / b;

    /// <summary>Bits of one tile of a tensor.</summary>
    private long TileBits(int tensor) => Ceiling(_segment.Tensors[tensor].Elements * _option.TileRows, _segment.Rows) * _segment.Tensors[tensor].Bits;

    private long ReservedAt(int op)
    {
        var bits = 0L;
        for (var i = 0; i < _shape.Resident.Count; i++)
        {
            var r = _shape.Resident[i];
            if (op < r.From || op > r.To || (_attention is not null && AttentionTiles.IsTile(_segment, r.Tensor))) continue;
            // The vector unit writes the next tile while the array reads this one.
            var isDouble = _tiles > 1 && _shape.Role(_segment.Tensors[r.Tensor].Producer) == GroupRole.Vector;
            bits += TileBits(r.Tensor) * (isDouble ? 2 : 1);
        }

        if (_option.KeepShared) foreach (var r in _shape.Shared) if (op >= r.From && op <= r.To) bits += TileBits(r.Tensor);
        if (_option.KeepWeights)
        {
            for (var o = _shape.First; o <= _shape.Last; o++)
                if (_segment.Operators[o].Product is { IsAttention: false } p) bits += p.SecondOperandBits;
        }

        return bits + (_attention?.ReservedAt(op, _widths) ?? 0);
    }

    private void Append(int index)
    {
        var op = _segment.Operators[index];
        _plan.VectorElements += VectorElements(op);
        _plan.Read(TrafficKind.Weights, op.ParameterBits, op.Kind == OperatorKind.Embedding ? _widths.ResidualBits : NormParameterBits, 1);
        switch (_shape.Role(index))
        {
            case GroupRole.Product when _attention is not null && op.Product!.IsAttention:
                AppendAttention(index, op);
                break;
            case GroupRole.Product:
                AppendProduct(index, op);
                break;
            case GroupRole.Streamed:
                foreach (var t in op.Inputs) if (!_shape.IsStreamed(t)) ReadByVector(t);
                break;
            case GroupRole.Vector:
                var tiles = op.Kind == OperatorKind.Softmax && _attention is not null ? _attention.Tiles : _tiles;
                if (_shape.First < _shape.Last) _plan.Barriers.Add(new BarrierWork(VectorElements(op), tiles));
                foreach (var t in op.Inputs) ReadByVector(t);
                foreach (var t in op.Outputs) WriteByVector(t);
                break;
            default:
                break;
        }

        // A rotation of what comes from outside beside what streams.
        if (_shape.Role(index) == GroupRole.Streamed && op.Kind == OperatorKind.Rope)
        {
            for (var i = 0; i < op.Inputs.Count; i++) if (!_shape.IsStreamed(op.Inputs[i])) WriteByVector(op.Outputs[i]);
        }
    }

    /// <summary>Under a mask softmax works on what the group's tiles of queries meet.</summary>
    private long VectorElements(GraphOperator op) => op.Kind == OperatorKind.Softmax && _attention?.Mask is not null ? _attention.Scores * GraphOperator.PassesOf(op.Kind) : op.VectorElements;

    private long SizeBits(int tensor)
    {
        var t = _segment.Tensors[tensor];
        return _attention?.Mask is not null && AttentionTiles.IsTile(_segment, tensor) ? _attention.Scores * t.Bits : t.SizeBits;
    }

    /// <summary>Transfers of a tensor of which a tile of the group's rows, or of attention's scores, comes or goes at a time.</summary>
    private long PiecesOf(int tensor) => _attention is not null && AttentionTiles.IsTile(_segment, tensor) ? _attention.Tiles : _tiles;

    private void ReadByVector(int tensor)
    {
        var t = _segment.Tensors[tensor];
        if (_shape.IsResident(tensor) || (_option.KeepShared && _shape.IsShared(tensor))) _plan.BufferReadBits += SizeBits(tensor);
        else _plan.Read(t.Kind, SizeBits(tensor), t.Bits, PiecesOf(tensor));
    }

    private void WriteByVector(int tensor)
    {
        var t = _segment.Tensors[tensor];
        if (_shape.IsResident(tensor)) _plan.BufferWrittenBits += SizeBits(tensor);
        if (_shape.GoesOut(tensor)) _plan.Write(t.Kind, SizeBits(tensor), t.Bits, PiecesOf(tensor));
    }

    private void Load(GraphTensor tensor)
    {
        _plan.Read(tensor.Kind, tensor.SizeBits, tensor.Bits, _tiles);
        _plan.BufferWrittenBits += tensor.SizeBits;
    }

    private void AppendProduct(int index, GraphOperator op)
    {
        var product = op.Product!;
        var resident = OperandSet.None;
        var input = op.Inputs[0];
        if (_shape.IsResident(input) || (_option.KeepShared && _shape.IsShared(input))) resident |= OperandSet.Input;
        long columns = product.Columns, bias = product.BiasBits;
        var results = _shape.Results(index);
        foreach (var merged in _shape.Merged(index))
        {
            columns += _segment.Operators[merged].Product!.Columns;
            bias += _segment.Operators[merged].Product!.BiasBits;
        }

        if (_option.KeepWeights)
        {
            resident |= OperandSet.Weight;
            var bits = product.SecondOperandBits * (columns / product.Columns);
            _plan.Read(TrafficKind.Weights, bits, product.WeightBits, product.Stripes.Count);
            _plan.BufferWrittenBits += bits;
        }

        if (results.Any(_shape.IsResident))
        {
            resident |= OperandSet.Output;
            foreach (var t in results) if (_shape.GoesOut(t)) WriteOut(t);
        }

        // Merged products leave one result for every two columns: half of the width stands for it.
        var outputBits = results.Count == 1 ? _segment.Tensors[results[0]].Bits : product.OutputBits;
        outputBits = (int)Ceiling(outputBits * product.Columns, columns);
        var inputBits = _segment.Tensors[input].Bits;
        var times = (_option.KeepWeights ? 1 : _tiles) * product.Executions;
        _plan.Read(TrafficKind.Weights, bias * times, BiasBits, times);
        // Columns whose weights have one width are a product of their own. Products that are merged have the same columns.
        IReadOnlyList<WeightStripe> widths = product.Stripes.Count == 1
            ? [new WeightStripe(columns, product.Stripes[0].Bits)]
            : [.. product.Stripes.GroupBy(s => s.Bits, (bits, stripes) => new WeightStripe(stripes.Sum(s => s.Columns) * (columns / product.Columns), bits))];
        foreach (var (rows, count) in _segment.IsBlock ? Cuts(_segment.Rows, _option.TileRows) : [(product.Rows, 1L)])
        {
            foreach (var stripe in widths)
                Execute(index, TensorProblem.Gemm(op.Name, rows, stripe.Columns, product.Depth, inputBits, stripe.Bits, outputBits, _widths.PartialBits), resident, count * product.Executions);
        }
    }

    private void AppendAttention(int index, GraphOperator op)
    {
        var tiles = _attention!;
        var product = op.Product!;
        var isScores = op.Kind == OperatorKind.AttentionScores;
        var input = op.Inputs[0];
        var resident = OperandSet.None;
        if (_shape.IsResident(input)) resident |= OperandSet.Input;
        else if (isScores && tiles.IsOnline)
        {
            resident |= OperandSet.Input;
            Load(_segment.Tensors[input]);
        }

        if (op.Inputs.Count == 2 && _shape.IsResident(op.Inputs[1])) resident |= OperandSet.Weight;
        else if (_option.KeepKeys)
        {
            // Once a head of each sequence and row tile.
            var bits = product.Executions * tiles.KeptKeys * tiles.HeadSize * product.WeightBits;
            resident |= OperandSet.Weight;
            _plan.Read(TrafficKind.KeyValues, bits, product.WeightBits, product.Executions * Ceiling(tiles.KeptKeys, tiles.Keys));
            _plan.BufferWrittenBits += bits;
        }

        var result = _shape.Results(index)[0];
        var outputBits = product.OutputBits;
        var isAccumulated = !isScores && tiles.IsOnline;
        if (isAccumulated)
        {
            // Each tile of keys leaves sums that the vector unit adds to the rescaled ones before: read, rescaled, added, written.
            resident |= OperandSet.Output;
            outputBits = _widths.PartialBits;
            var sums = tiles.Sums;
            _plan.VectorElements += 2 * sums;
            _plan.BufferReadBits += 2 * sums * outputBits;
            _plan.BufferWrittenBits += sums * outputBits;
            WriteByVector(result);
        }
        else if (_shape.IsResident(result))
        {
            resident |= OperandSet.Output;
            if (_shape.GoesOut(result)) WriteOut(result);
        }

        var bitsOfInput = _segment.Tensors[input].Bits;
        foreach (var (rows, keys, count) in tiles.KeyCuts)
        {
            var problem = isScores
                ? TensorProblem.Gemm(op.Name, rows, keys, product.Depth, bitsOfInput, product.WeightBits, outputBits, _widths.PartialBits)
                : TensorProblem.Gemm(op.Name, rows, product.Columns, keys, bitsOfInput, product.WeightBits, outputBits, _widths.PartialBits);
            Execute(index, problem, resident, count);
        }
    }

    private void WriteOut(int tensor) => _plan.Write(_segment.Tensors[tensor].Kind, _segment.Tensors[tensor].SizeBits, _segment.Tensors[tensor].Bits, _tiles);

    private void Execute(int index, TensorProblem problem, OperandSet resident, long count)
    {
        _plan.Executions.Add(new ProductExecution(index, problem, resident, _reserved[index - _shape.First], count));
    }

    /// <summary>A length in pieces: sizes and how many there are of each.</summary>
    internal static IEnumerable<(long Size, long Count)> Cuts(long length, long piece)
    {
        if (length >= piece) yield return (piece, length / piece);
        if (length % piece != 0) yield return (length % piece, 1);
    }
}
