using HwAgent.Core.Numerics;

namespace HwAgent.Core.Decoding;

/// <summary>
/// Prompt lookup (Saxena 2023, github.com/apoorvumang/prompt-lookup-decoding): where the last n tokens stood before, what followed them
/// there is proposed. Costs no pass of any model; pays where the text repeats its input: summaries, edits, code.
/// </summary>
/// <param name="longest">n tried first.</param>
/// <param name="shortest">n tried last.</param>
public sealed class PromptLookupDraft(int longest = 3, int shortest = 1) : IDraft
{
    private readonly int _longest = shortest >= 1 && longest >= shortest ? longest : throw new ArgumentException($"The lengths run from {longest} down to {shortest}; give at least 1, the longer one first.", nameof(longest));

    public double RelativeCost => 0;

    public bool IsDrawn => false;

    public int Propose(ReadOnlySpan<int> context, Span<int> proposal, double[] distributions, ref SplitMix64 random)
    {
        for (var n = Math.Min(_longest, context.Length - 1); n >= shortest; n--)
        {
            // The leftmost match; the last token is left out of the search, so that something follows it.
            var match = context[..^1].IndexOf(context[^n..]);
            if (match < 0) continue;
            var following = context[(match + n)..];
            var count = Math.Min(proposal.Length, following.Length);
            following[..count].CopyTo(proposal);
            return count;
        }

        return 0;
    }

    public void Dispose()
    {
    }
}
