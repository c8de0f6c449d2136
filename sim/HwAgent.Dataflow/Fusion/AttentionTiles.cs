using HwAgent.Core.Workloads;

namespace HwAgent.Dataflow.Fusion;

/// <summary>How the attention products of a group are cut under one option.</summary>
internal sealed class AttentionTiles
{
    private readonly GraphSegment _segment;
    private readonly GroupOption _option;
    private readonly int _scores, _softmax, _values;

    private AttentionTiles(GroupShape shape, GroupOption option, int scores, int softmax, int values)
    {
        (_segment, _option, _scores, _softmax, _values) = (shape.Segment, option, scores, softmax, values);
        var any = _segment.Operators[scores >= 0 ? scores : values].Product!;
        Keys = scores >= 0 ? any.Columns : any.Depth;
        HeadSize = scores >= 0 ? any.Depth : any.Columns;
        KeyTiles = (Keys + option.KeyColumns - 1) / option.KeyColumns;
        var sequences = _segment.Rows / _segment.TokensPerSequence;
        var heads = any.Executions / sequences;
        var cuts = new SortedDictionary<long, long>();
        foreach (var (rows, tiles) in GroupPlanner.Cuts(_segment.Rows, option.TileRows))
        {
            // A tile is whole sequences or a part of one.
            var inTile = Math.Max(1, rows / _segment.TokensPerSequence);
            foreach (var (queries, count) in GroupPlanner.Cuts(Math.Min(rows, _segment.TokensPerSequence), option.QueryRows))
            {
                var size = queries * _segment.HeadsPerGroup;
                cuts[size] = cuts.GetValueOrDefault(size) + (tiles * inTile * heads * count);
            }
        }

        QueryCuts = [.. cuts.Select(c => (c.Key, c.Value)).OrderByDescending(c => c.Key)];
        RowTilesPerSequence = Math.Max(1, (_segment.TokensPerSequence + option.TileRows - 1) / option.TileRows);
        TilesPerRowTile = Math.Max(1, QueryCuts.Sum(c => c.Count) / Math.Max(1, (_segment.Rows + option.TileRows - 1) / option.TileRows));
        QueryIsOutside = scores >= 0 && !shape.IsResident(_segment.Operators[scores].Inputs[0]);
    }

    /// <summary>Keys that a query sees.</summary>
    public long Keys { get; }

    /// <summary>Width of a head.</summary>
    public long HeadSize { get; }

    /// <summary>Tiles that the keys are cut in.</summary>
    public long KeyTiles { get; }

    /// <summary>Rows of one product (queries of the heads that share a key head) and how often they occur, over all heads and sequences.</summary>
    public IReadOnlyList<(long Rows, long Count)> QueryCuts { get; }

    /// <summary>Tiles of queries, over all heads, in one tile of rows.</summary>
    public long TilesPerRowTile { get; }

    /// <summary>Tiles of rows that one sequence is cut in.</summary>
    public long RowTilesPerSequence { get; }

    /// <summary>Whether softmax sees a part of a row at a time.</summary>
    public bool IsOnline => KeyTiles > 1;

    private bool QueryIsOutside { get; }

    /// <summary>The tiles of a group that has attention products; null when it has none.</summary>
    public static AttentionTiles? Of(GroupShape shape, GroupOption option)
    {
        int scores = Find(OperatorKind.AttentionScores), softmax = Find(OperatorKind.Softmax), values = Find(OperatorKind.AttentionValues);
        return scores < 0 && values < 0 ? null : new AttentionTiles(shape, option, scores, softmax, values);

        int Find(OperatorKind kind)
        {
            for (var o = shape.First; o <= shape.Last; o++) if (shape.Segment.Operators[o].Kind == kind) return o;
            return -1;
        }
    }

    /// <summary>Whether a tensor is scores or probabilities, of which one tile of one head is there at a time.</summary>
    public static bool IsTile(GraphSegment segment, int tensor) =>
        segment.Tensors[tensor].Producer is var p && p >= 0 && segment.Operators[p].Kind is OperatorKind.AttentionScores or OperatorKind.Softmax;

    /// <summary>Whether softmax works on tiles that a product of the group makes or takes.</summary>
    public bool IsFused(GraphOperator op) => op.Kind == OperatorKind.Softmax && _softmax >= 0 && (_scores >= 0 || _values >= 0);

    /// <summary>Bits that attention takes of the shared buffer at an operator, tiles of whole rows left out.</summary>
    public long ReservedAt(int op, WidthMap widths, long rowTiles)
    {
        if (_softmax < 0 || op < (_scores >= 0 ? _scores : _softmax) || op > (_values >= 0 ? _values : _softmax)) return 0;
        var rows = QueryCuts[0].Rows;
        var bits = rows * Math.Min(_option.KeyColumns, Keys) * widths.ActivationBits;
        // The array makes the scores of the next tile while the vector unit works on this one.
        if (IsOnline || TilesPerRowTile * rowTiles > 1) bits *= 2;
        if (IsOnline)
        {
            bits += rows * HeadSize * widths.PartialBits;
            if (QueryIsOutside) bits += rows * HeadSize * widths.ActivationBits;
        }

        if (_option.KeepKeys) bits += ((_scores >= 0 ? 1 : 0) + (_values >= 0 ? 1 : 0)) * Keys * HeadSize * widths.KeyValueBits;
        return bits;
    }
}
