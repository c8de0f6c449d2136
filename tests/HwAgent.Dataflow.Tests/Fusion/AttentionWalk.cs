using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Fusion;

namespace HwAgent.Dataflow.Tests.Fusion;

/// <summary>Walks fused attention tile by tile, token by token, and counts what crosses the border of the chip.</summary>
internal sealed class AttentionWalk
{
    public long QueryBits { get; private set; }

    public long KeyValueBits { get; private set; }

    public long OutputBits { get; private set; }

    public long RescaledElements { get; private set; }

    public long Macs { get; private set; }

    public long Scores { get; private set; }

    public static AttentionWalk Run(GraphSegment segment, GroupOption option, WidthMap widths)
    {
        var walk = new AttentionWalk();
        var scores = segment.Operators.Single(o => o.Kind == OperatorKind.AttentionScores).Product!;
        var sequences = segment.Rows / segment.TokensPerSequence;
        for (var sequence = 0L; sequence < sequences; sequence++)
        {
            for (var head = 0L; head < scores.Executions / sequences; head++) walk.Head(segment, option, widths, scores);
        }

        return walk;
    }

    private void Head(GraphSegment segment, GroupOption option, WidthMap widths, GraphProduct scores)
    {
        // All heads of a tile of rows are done before the next tile: nothing of a head is left then.
        for (var first = 0L; first < segment.TokensPerSequence; first += option.TileRows)
            RowTile(segment, option, widths, scores, first, Math.Min(first + option.TileRows, segment.TokensPerSequence));
    }

    /// <summary>Whether a query sees a key, both counted from 0.</summary>
    private static bool Sees(CausalMask? mask, long query, long key) => mask is null || (key < mask.FirstKeys + query && key >= mask.FirstKeys + query - (mask.Window ?? int.MaxValue));

    private void RowTile(GraphSegment segment, GroupOption option, WidthMap widths, GraphProduct scores, long first, long end)
    {
        var headSize = scores.Depth;
        var kept = new HashSet<long>();
        for (var query = first; query < end; query += option.QueryRows)
        {
            var tokens = new List<long>();
            for (var token = query; token < Math.Min(query + option.QueryRows, end); token++) tokens.Add(token);
            var rows = tokens.Count * segment.HeadsPerGroup;
            QueryBits += rows * headSize * widths.ActivationBits;
            // From the first to the last key that one of the queries sees.
            long[] seen = [.. Enumerable.Range(0, (int)scores.Columns).Select(k => (long)k).Where(k => tokens.Any(t => Sees(scores.Mask, t, k)))];
            for (var key = seen[0]; key <= seen[^1]; key += option.KeyColumns)
            {
                var last = Math.Min(key + option.KeyColumns, seen[^1] + 1);
                Scores += rows * (last - key);
                for (var k = key; k < last; k++)
                {
                    // A key and a value come in unless they are still there.
                    if (!option.KeepKeys || kept.Add(k)) KeyValueBits += 2 * headSize * widths.KeyValueBits;
                    Macs += 2 * rows * headSize;
                }

                if (option.KeyColumns < scores.Columns) RescaledElements += 2 * rows * headSize;
            }

            OutputBits += rows * headSize * widths.ActivationBits;
        }
    }
}
