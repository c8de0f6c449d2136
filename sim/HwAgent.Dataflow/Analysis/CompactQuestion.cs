namespace HwAgent.Dataflow.Analysis;

/// <summary>A question about the chunks of one dimension under its loops.</summary>
/// <param name="Rules">What counts of each of the dimension's loops, outermost first; loops behind the last rule do not matter.</param>
/// <param name="AsksElements">Elements rather than chunks.</param>
internal sealed record CompactQuestion(CutRule[] Rules, bool AsksElements)
{
    /// <summary>Whether two questions are the same.</summary>
    public bool Is(CompactQuestion other) => AsksElements == other.AsksElements && Rules.AsSpan().SequenceEqual(other.Rules);

    /// <summary>The answer for a dimension of a size with loops of these steps.</summary>
    public long Answer(long size, ReadOnlySpan<long> steps)
    {
        var tally = new ChunkTally(size, stackalloc (long, long)[Rules.Length + 1]);
        for (var i = 0; i < Rules.Length; i++) tally.Cut(steps[i], Rules[i]);
        return AsksElements ? tally.Elements : tally.Chunks;
    }
}
