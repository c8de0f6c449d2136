using HwAgent.Core.Models;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Decoding;

/// <summary>
/// The target's own first blocks as draft. They need no cache of their own: what they would hold of the sequence is in the target's, and the target writes
/// over what they add, with the same bits in the integer runtime. So a draft reads nothing but the last token and its own proposals.
/// </summary>
/// <param name="session">The target's session, of which the generator appends and truncates; stays the caller's.</param>
/// <param name="blocks">First blocks of the target.</param>
/// <param name="vocabularySize">Of the target.</param>
/// <param name="sampling">Best the target's: proposals then resemble what the target draws.</param>
/// <param name="relativeCost">See <see cref="IDraft.RelativeCost"/>.</param>
public sealed class EarlyExitDraft(IEarlyExitSession session, int blocks, int vocabularySize, SamplingOptions sampling, double relativeCost) : IDraft
{
    private readonly TokenSampler _sampler = new(sampling, vocabularySize);
    private readonly float[] _logits = new float[vocabularySize];

    public double RelativeCost { get; } = relativeCost >= 0 ? relativeCost : throw new ArgumentOutOfRangeException(nameof(relativeCost), relativeCost, "A cost is at least 0.");

    public bool IsDrawn => !_sampler.IsGreedy;

    public int Propose(ReadOnlySpan<int> context, Span<int> proposal, double[] distributions, ref SplitMix64 random)
    {
        // The session holds the context but for its last token.
        var count = Math.Min(proposal.Length, session.Capacity - session.Length);
        for (var i = 0; i < count; i++)
        {
            session.LookAhead(blocks, i, i == 0 ? context[^1..] : proposal.Slice(i - 1, 1), _logits);
            proposal[i] = Choose(distributions, i * _sampler.VocabularySize, ref random);
        }

        return count;
    }

    public void Dispose()
    {
    }

    private int Choose(double[] distributions, int offset, ref SplitMix64 random)
    {
        if (_sampler.IsGreedy) return TokenSampler.Largest(_logits);
        _sampler.Distribution(_logits, distributions, offset);
        return TokenSampler.Draw(distributions.AsSpan(offset, _sampler.VocabularySize), random.NextDouble());
    }
}
