using HwAgent.Core.Decoding;
using HwAgent.Core.Numerics;

namespace HwAgent.Evals.Runtime;

/// <summary>
/// A draft that knows the target's greedy text and proposes the right token with a given probability: it shows what a draft of that acceptance gains in
/// time, not that there is one.
/// </summary>
/// <param name="text">Prompt and greedy continuation.</param>
/// <param name="acceptance">Probability of the right token.</param>
/// <param name="vocabularySize">Of the target.</param>
/// <param name="seed">Of the mistakes.</param>
/// <param name="worker">A draft whose time is spent as well, its proposals thrown away; stays the caller's. Null: proposals are free.</param>
internal sealed class PlantedDraft(int[] text, double acceptance, int vocabularySize, ulong seed, IDraft? worker = null) : IDraft
{
    private SplitMix64 _mistakes = new(seed);

    public double RelativeCost => worker?.RelativeCost ?? 0;

    public bool IsDrawn => false;

    public int Propose(ReadOnlySpan<int> context, Span<int> proposal, double[] distributions, ref SplitMix64 random)
    {
        var known = text.AsSpan(Math.Min(context.Length, text.Length));
        var count = Math.Min(proposal.Length, known.Length);
        worker?.Propose(context, proposal[..count], distributions, ref random);
        for (var i = 0; i < count; i++) proposal[i] = _mistakes.NextDouble() < acceptance ? known[i] : (known[i] + 1) % vocabularySize;
        return count;
    }

    public void Dispose()
    {
    }
}
