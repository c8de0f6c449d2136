using HwAgent.Core.Workloads;

namespace HwAgent.Dataflow.Fusion;

/// <summary>The options of a group that are considered: its rows in 1, 2, 4, 8, ... even tiles, and for attention the same of queries and powers of two of keys.</summary>
internal static class GroupOptions
{
    /// <summary>A tile of fewer keys, or of fewer rows of a product, leaves more to rescale and reload than it saves.</summary>
    private const long LeastKeys = 64, LeastRows = 16;

    public static IEnumerable<GroupOption> Of(GroupShape shape)
    {
        var segment = shape.Segment;
        var hasProduct = Enumerable.Range(shape.First, shape.Last - shape.First + 1).Any(o => segment.Operators[o].Product is not null);
        foreach (var rows in Rows(shape, hasProduct))
        {
            foreach (var keepShared in shape.Shared.Count > 0 ? (bool[])[false, true] : [false])
            {
                var canKeepWeights = rows < segment.Rows && hasProduct;
                foreach (var keepWeights in canKeepWeights ? (bool[])[false, true] : [false])
                {
                    foreach (var option in Attention(shape, new GroupOption(rows, keepShared, keepWeights, 0, 1, false))) yield return option;
                }
            }
        }
    }

    private static IEnumerable<long> Rows(GroupShape shape, bool hasProduct)
    {
        var segment = shape.Segment;
        // Nothing stays between the operators: the mapper cuts better.
        var isWhole = !segment.IsBlock || !hasProduct || (shape.Resident.Count == 0 && shape.Shared.Count == 0) || shape.Resident.All(r => AttentionTiles.IsTile(segment, r.Tensor));
        if (isWhole) return [segment.Rows];
        var needsSequences = shape.Has(OperatorKind.AttentionScores) && MakesKeys(shape);
        var hasAttention = shape.Has(OperatorKind.AttentionScores) || shape.Has(OperatorKind.AttentionValues);
        var found = new List<long>();
        for (var tiles = 1L; tiles <= segment.Rows; tiles *= 2)
        {
            var rows = (segment.Rows + tiles - 1) / tiles;
            var isAligned = rows % segment.TokensPerSequence == 0 || (!needsSequences && (segment.TokensPerSequence % rows == 0 || segment.TokensPerSequence == segment.Rows));
            if (!hasAttention || isAligned) found.Add(rows);
        }

        return found.Distinct();
    }

    /// <summary>Keys of all tokens must be there before the first query: they and the queries cannot go through in parts of a sequence.</summary>
    private static bool MakesKeys(GroupShape shape) =>
        Enumerable.Range(shape.First, shape.Last - shape.First + 1).Any(o => shape.Segment.Operators[o].Kind == OperatorKind.Gemm && shape.Segment.Operators[o].Outputs.Any(t => shape.Segment.Tensors[t].Kind == TrafficKind.KeyValues));

    private static List<GroupOption> Attention(GroupShape shape, GroupOption option)
    {
        var segment = shape.Segment;
        int index = Enumerable.Range(shape.First, shape.Last - shape.First + 1).FirstOrDefault(o => segment.Operators[o].Product is { IsAttention: true }, -1);
        if (!segment.IsBlock || index < 0) return [option];
        var product = segment.Operators[index].Product!;
        var keys = segment.Operators[index].Kind == OperatorKind.AttentionScores ? product.Columns : product.Depth;
        var longest = Math.Min(option.TileRows, segment.TokensPerSequence);
        var whole = option with { QueryRows = longest, KeyColumns = keys };
        // Softmax alone ties queries to whole rows of scores.
        if (!shape.Has(OperatorKind.Softmax)) return [whole];
        var isComplete = shape.Has(OperatorKind.AttentionScores) && shape.Has(OperatorKind.AttentionValues);
        var found = new List<GroupOption>();
        for (var tiles = 1L; tiles == 1 || longest / tiles * segment.HeadsPerGroup >= LeastRows; tiles *= 2)
        {
            if (tiles > longest) break;
            var cut = whole with { QueryRows = (longest + tiles - 1) / tiles };
            found.Add(cut);
            if (tiles > 1 && isComplete && !MakesKeys(shape)) found.Add(cut with { KeepKeys = true });
            if (!isComplete) continue;
            for (var columns = LeastKeys; columns < keys; columns *= 2) found.Add(cut with { KeyColumns = columns });
        }

        return found;
    }
}
