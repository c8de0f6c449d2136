using HwAgent.Core.Numerics;

namespace HwAgent.Core.Decoding;

/// <summary>Guesses how a sequence goes on, cheaply; the target model then checks all guesses in one pass.</summary>
public interface IDraft : IDisposable
{
    /// <summary>Cost of drafting one token relative to a pass of the target over one token: c of Leviathan et al.</summary>
    double RelativeCost { get; }

    /// <summary>
    /// True when a proposal is drawn from a distribution that <see cref="Propose"/> writes; false when it is certain given the context,
    /// that is, has probability 1.
    /// </summary>
    bool IsDrawn { get; }

    /// <summary>Proposes the tokens that follow.</summary>
    /// <param name="context">All tokens of the sequence up to now; at least one. Need not contain what was proposed before.</param>
    /// <param name="proposal">Filled from the start, at most to its end.</param>
    /// <param name="distributions">For each proposed token the distribution that it was drawn from, a vocabulary each; unused unless <see cref="IsDrawn"/>.</param>
    /// <param name="random">The generation's random numbers.</param>
    /// <returns>Count of proposed tokens, possibly 0.</returns>
    int Propose(ReadOnlySpan<int> context, Span<int> proposal, double[] distributions, ref SplitMix64 random);
}
