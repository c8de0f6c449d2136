using HwAgent.Core.Workloads;

namespace HwAgent.Dataflow.Fusion;

/// <summary>
/// How the attention products of a group are cut under one option. Under a mask a tile of queries meets the keys that one of its queries sees, and no others: tiles
/// behind the diagonal are left out, and what is masked inside of the last one is multiplied.
/// </summary>
internal sealed class AttentionTiles
{
    private readonly GroupShape _shape;
    private readonly GroupOption _option;
    private readonly GraphProduct _any;
    private List<(long Rows, long Keys, long Count)>? _queryCuts, _keyCuts;

    private AttentionTiles(GroupShape shape, GroupOption option)
    {
        (_shape, _option) = (shape, option);
        _any = shape.Segment.Operators[shape.Scores >= 0 ? shape.Scores : shape.Values].Product!;
        Keys = shape.Scores >= 0 ? _any.Columns : _any.Depth;
        HeadSize = shape.Scores >= 0 ? _any.Depth : _any.Columns;
        IsOnline = option.KeyColumns < Keys;
        var tokens = shape.Segment.TokensPerSequence;
        var rows = Math.Min(tokens, option.TileRows);
        KeptKeys = Mask is { } mask ? mask.Blocks((int)rows).Sum(block => (long)block.Keys) : (tokens + rows - 1) / rows * Keys;
    }

    /// <summary>Which keys a query sees; null for all of them.</summary>
    public CausalMask? Mask => _any.Mask;

    /// <summary>Keys that some query sees.</summary>
    public long Keys { get; }

    /// <summary>Width of a head.</summary>
    public long HeadSize { get; }

    /// <summary>Keys of a head and sequence that come in where they stay for all queries of a tile of rows: those of one tile after the other.</summary>
    public long KeptKeys { get; }

    /// <summary>Whether softmax sees a part of a row at a time.</summary>
    public bool IsOnline { get; }

    /// <summary>Rows of one product (queries of the heads that share a key head), the keys that they meet, and how often that occurs, over all heads and sequences.</summary>
    public IReadOnlyList<(long Rows, long Keys, long Count)> QueryCuts => _queryCuts ??= Mask is { } mask ? CutMasked(mask) : Cut();

    /// <summary>The same with the keys cut into tiles.</summary>
    public IReadOnlyList<(long Rows, long Keys, long Count)> KeyCuts => _keyCuts ??= CutKeys();

    /// <summary>Scores of all tiles.</summary>
    public long Scores => QueryCuts.Sum(c => c.Rows * c.Keys * c.Count);

    /// <summary>Elements of sums that the tiles of keys leave, one tile after the other.</summary>
    public long Sums => KeyCuts.Sum(c => c.Rows * HeadSize * c.Count);

    /// <summary>Tiles of queries over all heads and sequences, as many as there were if all were as large as the largest.</summary>
    public long Tiles => Mask is null ? QueryCuts.Sum(c => c.Count) : Scores / QueryCuts.Max(c => c.Rows * c.Keys);

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

    private List<(long Rows, long Keys, long Count)> CutKeys()
    {
        var cuts = new List<(long, long, long)>();
        foreach (var (rows, all, count) in QueryCuts)
        {
            foreach (var (keys, times) in GroupPlanner.Cuts(all, _option.KeyColumns)) cuts.Add((rows, keys, count * times));
        }

        // Without a mask all rows meet the same keys, and no two cuts are alike.
        return Mask is null ? cuts : Merge(cuts);
    }

    private List<(long Rows, long Keys, long Count)> Cut()
    {
        var segment = _shape.Segment;
        var heads = _any.Executions / (segment.Rows / segment.TokensPerSequence);
        var cuts = new List<(long, long, long)>();
        foreach (var (rows, tiles) in GroupPlanner.Cuts(segment.Rows, _option.TileRows))
        {
            // A tile is whole sequences or a part of one.
            var sequences = Math.Max(1, rows / segment.TokensPerSequence);
            foreach (var (queries, count) in GroupPlanner.Cuts(Math.Min(rows, segment.TokensPerSequence), _option.QueryRows)) cuts.Add((queries * segment.HeadsPerGroup, Keys, tiles * sequences * heads * count));
        }

        return Merge(cuts);
    }

    /// <summary>
    /// Every sequence and head is cut alike, tile of rows by tile of rows; what counts is where in the sequence a tile stands. A group that makes scores for another one, or reads those of
    /// another, meets the keys of the mask's blocks, a block or the part of it that is in its tile of rows at a time: the others may have tiles of other sizes.
    /// </summary>
    private List<(long Rows, long Keys, long Count)> CutMasked(CausalMask mask)
    {
        var cuts = new List<(long, long, long)>();
        var isHandedOn = _shape.Scores < 0 || _shape.Values < 0;
        int tile = (int)Math.Min(mask.Tokens, _option.TileRows), queries = (int)_option.QueryRows, block = mask.BlockRows;
        for (var start = 0; start < mask.Tokens; start += tile)
        {
            var end = Math.Min(start + tile, mask.Tokens);
            for (int first = start, next; first < end; first = next)
            {
                var from = isHandedOn ? first / block * block : first;
                next = Math.Min(end, from + (isHandedOn ? block : queries));
                var keys = mask.KeysOf(from, isHandedOn ? Math.Min(block, mask.Tokens - from) : next - first);
                cuts.Add(((next - first) * _shape.Segment.HeadsPerGroup, keys, _any.Executions));
            }
        }

        return Merge(cuts);
    }

    /// <summary>Equal shapes once, with all their occurrences.</summary>
    private static List<(long Rows, long Keys, long Count)> Merge(IEnumerable<(long Rows, long Keys, long Count)> cuts)
    {
        var merged = new List<(long Rows, long Keys, long Count)>();
        var places = new Dictionary<(long, long), int>();
        foreach (var (rows, keys, count) in cuts)
        {
            if (places.TryGetValue((rows, keys), out var place)) merged[place] = (rows, keys, merged[place].Count + count);
            else
            {
                places.Add((rows, keys), merged.Count);
                merged.Add((rows, keys, count));
            }
        }

        return merged;
    }
}
