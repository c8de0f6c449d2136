namespace HwAgent.Dataflow.Fusion;

/// <summary>The options of a group that are considered: its rows in 1, 2, 4, 8, ... even tiles, and for attention the same of queries and powers of two of keys.</summary>
internal static class GroupOptions
{
    /// <summary>A tile of fewer keys, or of fewer rows of a product, leaves more to rescale and reload than it saves.</summary>
    private const long LeastKeys = 64, LeastRows = 16;

    /// <summary>Under a mask each tile of queries is a product of another shape; more tiles than this save next to nothing of what is masked.</summary>
    private const long MostMaskedTiles = 64;

    public static IEnumerable<GroupOption> Of(GroupShape shape)
    {
        var segment = shape.Segment;
        foreach (var rows in Rows(shape))
        {
            foreach (var keepShared in shape.Shared.Count > 0 ? (bool[])[false, true] : [false])
            {
                var canKeepWeights = rows < segment.Rows && shape.HasProduct;
                foreach (var keepWeights in canKeepWeights ? (bool[])[false, true] : [false])
                {
                    foreach (var option in Attention(shape, new GroupOption(rows, keepShared, keepWeights, 0, 1, false))) yield return option;
                }
            }
        }
    }

    private static List<long> Rows(GroupShape shape)
    {
        var segment = shape.Segment;
        // Nothing stays between the operators, or only tiles of attention: whole rows are cut no further than the mapper does.
        if (!segment.IsBlock || !shape.HasProduct || (shape.Shared.Count == 0 && shape.Resident.All(r => AttentionTiles.IsTile(segment, r.Tensor)))) return [segment.Rows];
        var found = new List<long>();
        for (var tiles = 1L; tiles == 1 || segment.Rows / tiles >= LeastRows; tiles *= 2)
        {
            var rows = (segment.Rows + tiles - 1) / tiles;
            if (!shape.HasAttention || IsAligned(shape, rows)) found.Add(rows);
        }

        return found;
    }

    /// <summary>Keys of all tokens must be there before the first query: where keys are made, sequences go through whole. Elsewhere a tile is sequences or a part of one.</summary>
    private static bool IsAligned(GroupShape shape, long rows)
    {
        var segment = shape.Segment;
        if (rows % segment.TokensPerSequence == 0) return true;
        return !shape.MakesKeys && (segment.TokensPerSequence % rows == 0 || segment.TokensPerSequence == segment.Rows);
    }

    private static List<GroupOption> Attention(GroupShape shape, GroupOption option)
    {
        var segment = shape.Segment;
        if (!segment.IsBlock || !shape.HasAttention) return [option];
        var keys = shape.Scores >= 0 ? segment.Operators[shape.Scores].Product!.Columns : segment.Operators[shape.Values].Product!.Depth;
        var longest = Math.Min(option.TileRows, segment.TokensPerSequence);
        var whole = option with { QueryRows = longest, KeyColumns = keys };
        var isComplete = shape.Scores >= 0 && shape.Values >= 0;
        var mask = segment.Operators[shape.Scores >= 0 ? shape.Scores : shape.Values].Product!.Mask;
        // Scores that pass between groups lie in the blocks of the mask, whoever makes and reads them.
        if (mask is not null && !isComplete) return [whole with { QueryRows = Math.Min(longest, mask.BlockRows) }];
        // Softmax ties queries to whole rows of scores.
        if (shape.Softmax < 0) return [whole];
        var found = new List<GroupOption>();
        for (var tiles = 1L; tiles == 1 || longest / tiles * segment.HeadsPerGroup >= LeastRows; tiles *= 2)
        {
            if (tiles > longest || (mask is not null && tiles * segment.TokensPerSequence / longest > MostMaskedTiles)) break;
            var cut = whole with { QueryRows = (longest + tiles - 1) / tiles };
            found.Add(cut);
            if (tiles > 1 && isComplete && !shape.MakesKeys) found.Add(cut with { KeepKeys = true });
            if (!isComplete) continue;
            for (var columns = LeastKeys; columns < keys; columns *= 2) found.Add(cut with { KeyColumns = columns });
        }

        return found;
    }
}
