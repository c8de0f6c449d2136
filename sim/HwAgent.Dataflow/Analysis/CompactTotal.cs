namespace HwAgent.Dataflow.Analysis;

/// <summary>One of the counts of <see cref="TransferCount"/> with the loops fixed and the steps open: per gap which answers make up E and which R.</summary>
/// <param name="Elements">By gap, outermost first: indices of the answers whose product is E.</param>
/// <param name="Repeats">By gap: those of R.</param>
internal sealed record CompactTotal(int[][] Elements, int[][] Repeats)
{
    /// <summary>Whether two counts are always the same.</summary>
    public bool Is(CompactTotal other) => Same(Elements, other.Elements) && Same(Repeats, other.Repeats);

    /// <summary>The count.</summary>
    public long Of(ReadOnlySpan<long> answers)
    {
        long sum = 0, before = 0;
        for (var gap = 0; gap < Elements.Length; gap++)
        {
            var elements = 1L;
            foreach (var answer in Elements[gap]) elements *= answers[answer];
            if (elements > before)
            {
                var repeats = elements - before;
                foreach (var answer in Repeats[gap]) repeats *= answers[answer];
                sum += repeats;
            }

            before = elements;
        }

        return sum;
    }

    private static bool Same(int[][] a, int[][] b) => a.Length == b.Length && a.Zip(b).All(p => p.First.AsSpan().SequenceEqual(p.Second));
}
