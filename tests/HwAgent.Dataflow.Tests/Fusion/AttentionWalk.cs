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

    public static AttentionWalk Run(GraphSegment segment, GroupOption option, WidthMap widths)
    {
        var walk = new AttentionWalk();
        var scores = segment.Operators.Single(o => o.Kind == OperatorKind.AttentionScores).Product!;
        var sequences = segment.Rows / segment.TokensPerSequence;
        for (var sequence = 0L; sequence < sequences; sequence++)
        {
            for (var head = 0L; head < scores.Executions / sequences; head++) walk.Head(segment, option, widths, scores.Columns, scores.Depth);
        }

        return walk;
    }

    private void Head(GraphSegment segment, GroupOption option, WidthMap widths, long keys, long headSize)
    {
        // All heads of a tile of rows are done before the next tile: nothing of a head is left then.
        for (var first = 0L; first < segment.TokensPerSequence; first += option.TileRows)
            RowTile(segment, option, widths, keys, headSize, first, Math.Min(first + option.TileRows, segment.TokensPerSequence));
    }

    private void RowTile(GraphSegment segment, GroupOption option, WidthMap widths, long keys, long headSize, long first, long end)
    {
        var kept = new HashSet<long>();
        for (var query = first; query < end; query += option.QueryRows)
        {
            var rows = 0L;
            for (var token = query; token < Math.Min(query + option.QueryRows, end); token++) rows += segment.HeadsPerGroup;
            QueryBits += rows * headSize * widths.ActivationBits;
            for (var key = 0L; key < keys; key += option.KeyColumns)
            {
                var last = Math.Min(key + option.KeyColumns, keys);
                for (var k = key; k < last; k++)
                {
                    // A key and a value come in unless they are still there.
                    if (!option.KeepKeys || kept.Add(k)) KeyValueBits += 2 * headSize * widths.KeyValueBits;
                    Macs += 2 * rows * headSize;
                }

                if (option.KeyColumns < keys) RescaledElements += 2 * rows * headSize;
            }

            OutputBits += rows * headSize * widths.ActivationBits;
        }
    }
}
