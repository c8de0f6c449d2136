using HwAgent.Core.Models;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Decoding;

/// <summary>A smaller model as draft.</summary>
public sealed class ModelDraft : IDraft
{
    private readonly ILanguageSession _session;
    private readonly TokenSampler _sampler;
    private readonly float[] _logits;
    private readonly int[] _held;
    private readonly int _prefix;
    private int _count;

    /// <param name="session">A session of the draft model, owned from now on. What is in it already (image rows) stands before the tokens.</param>
    /// <param name="vocabularySize">Of draft and target alike.</param>
    /// <param name="sampling">Best the target's: proposals then resemble what the target draws.</param>
    /// <param name="relativeCost">See <see cref="IDraft.RelativeCost"/>.</param>
    public ModelDraft(ILanguageSession session, int vocabularySize, SamplingOptions sampling, double relativeCost)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(relativeCost);
        (_session, RelativeCost, _prefix) = (session, relativeCost, session.Length);
        _sampler = new TokenSampler(sampling, vocabularySize);
        _logits = new float[vocabularySize];
        _held = new int[session.Capacity - session.Length];
    }

    public double RelativeCost { get; }

    public bool IsDrawn => !_sampler.IsGreedy;

    public int Propose(ReadOnlySpan<int> context, Span<int> proposal, double[] distributions, ref SplitMix64 random)
    {
        // The last token is read again even when it is held: only reading gives logits.
        var common = Math.Min(_held.AsSpan(0, _count).CommonPrefixLength(context), context.Length - 1);
        var count = Math.Min(proposal.Length, _held.Length - context.Length + 1);
        if (count <= 0) return 0;
        _session.Truncate(_prefix + common);
        _count = common;
        Read(context[common..]);
        for (var i = 0; ; i++)
        {
            proposal[i] = Choose(distributions, i * _sampler.VocabularySize, ref random);
            if (i + 1 == count) return count;
            Read(proposal.Slice(i, 1));
        }
    }

    public void Dispose() => _session.Dispose();

    private void Read(ReadOnlySpan<int> tokens)
    {
        _session.Append(tokens, _logits);
        tokens.CopyTo(_held.AsSpan(_count));
        _count += tokens.Length;
    }

    private int Choose(double[] distributions, int offset, ref SplitMix64 random)
    {
        if (_sampler.IsGreedy) return TokenSampler.Largest(_logits);
        _sampler.Distribution(_logits, distributions, offset);
        return TokenSampler.Draw(distributions.AsSpan(offset, _sampler.VocabularySize), random.NextDouble());
    }
}
