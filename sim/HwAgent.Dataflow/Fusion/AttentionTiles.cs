using HwAgent.Core.Workloads;

namespace HwAgent.Dataflow.Fusion;

/// <summary>How the attention products of a group are cut under one option.</summary>
internal sealed class AttentionTiles
{
    private readonly GroupShape _shape;
    private readonly GroupOption _option;
    private readonly GraphProduct _any;
    private List<(long Rows, long Count)>? _cuts;

    private AttentionTiles(GroupShape shape, GroupOption option)
    {
        (_shape, _option) = (shape, option);
        _any = shape.Segment.Operators[shape.Scores >= 0 ? shape.Scores : shape.Values].Product!;
        Keys = shape.Scores >= 0 ? _any.Columns : _any.Depth;
        HeadSize = shape.Scores >= 0 ? _any.Depth : _any.Columns;
        KeyTiles = (Keys + option.KeyColumns - 1) / option.KeyColumns;
        var tokens = shape.Segment.TokensPerSequence;
        RowTilesPerSequence = (tokens + Math.Min(tokens, option.TileRows) - 1) / Math.Min(tokens, option.TileRows);
    }

    /// <summary>Keys that a query sees.</summary>
    public long Keys { get; }

    /// <summary>Width of a head.</summary>
    public long HeadSize { get; }

    /// <summary>Tiles that the keys are cut in.</summary>
    public long KeyTiles { get; }

    /// <summary>Tiles of rows that one sequence is cut in; 1 when a tile has whole sequences.</summary>
    public long RowTilesPerSequence { get; }

    /// <summary>Whether softmax sees a part of a row at a time.</summary>
    public bool IsOnline => KeyTiles > 1;

    /// <summary>Rows of one product (queries of the heads that share a key head) and how often they occur, over all heads and sequences.</summary>
    public IReadOnlyList<(long Rows, long Count)> QueryCuts => _cuts ??= Cut();

    /// <summary>Tiles of queries over all heads and sequences.</summary>
    public long Tiles => QueryCuts.Sum(c => c.Count);

    /// <summary>The tiles of a group that has attention products; null when it has none.</summary>
    public static AttentionTiles? Of(GroupShape shape, GroupOption option) => shape.HasAttention && shape.Segment.IsBlock ? new AttentionTiles(shape, option) : null;

    /// <summary>Whether a tensor is scores or probabilities, of which one tile of one head is there at a time.</summary>
    public static bool IsTile(GraphSegment segment, int tensor) =>
        segment.Tensors[tensor].Producer is var p && p >= 0 && segment.Operators[p].Kind is OperatorKind.AttentionScores or OperatorKind.Softmax;

    /// <summary>Bits that attention takes of the shared buffer at an operator, tiles of whole rows left out.</summary>
    public long ReservedAt(int op, WidthMap widths)
    {
        if (_shape.Softmax < 0 || op < (_shape.Scores >= 0 ? _shape.Scores : _shape.Softmax) || op > (_shape.Values >= 0 ? _shape.Values : _shape.Softmax)) return 0;
        var rows = _option.QueryRows * _shape.Segment.HeadsPerGroup;
        var bits = rows * Math.Min(_option.KeyColumns, Keys) * widths.ActivationBits;
        // The array makes the scores of the next tile while the vector unit works on this one.
        if (IsOnline || _any.Executions > 1 || _option.QueryRows < _shape.Segment.Rows) bits *= 2;
        if (IsOnline)
        {
            bits += rows * HeadSize * widths.PartialBits;
            if (_shape.Scores >= 0 && !_shape.IsResident(_shape.Segment.Operators[_shape.Scores].Inputs[0])) bits += rows * HeadSize * widths.ActivationBits;
        }

        if (_option.KeepKeys) bits += ((_shape.Scores >= 0 ? 1 : 0) + (_shape.Values >= 0 ? 1 : 0)) * Keys * HeadSize * widths.KeyValueBits;
        return bits;
    }

    private List<(long Rows, long Count)> Cut()
    {
        var segment = _shape.Segment;
        var heads = _any.Executions / (segment.Rows / segment.TokensPerSequence);
        var cuts = new List<(long Rows, long Count)>();
        foreach (var (rows, tiles) in GroupPlanner.Cuts(segment.Rows, _option.TileRows))
        {
            // A tile is whole sequences or a part of one.
            var sequences = Math.Max(1, rows / segment.TokensPerSequence);
            foreach (var (queries, count) in GroupPlanner.Cuts(Math.Min(rows, segment.TokensPerSequence), _option.QueryRows))
            {
                var size = queries * segment.HeadsPerGroup;
                var times = tiles * sequences * heads * count;
                var place = cuts.FindIndex(c => c.Rows == size);
                if (place < 0) cuts.Add((size, times));
                else cuts[place] = (size, cuts[place].Count + times);
            }
        }

        return cuts;
    }
}
