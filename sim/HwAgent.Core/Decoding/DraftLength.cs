namespace HwAgent.Core.Decoding;

/// <summary>
/// Adapts the length of drafts to their acceptance. With acceptance a, length g, cost c of a drafted token and m of a further row of the
/// target, a round brings <c>(1 - a^(g+1)) / (1 - a)</c> tokens and costs <c>1 + g (c + m)</c>: Leviathan et al., arXiv 2211.17192, theorem 3.8,
/// where m is 0. Decisions look at the past only, never at the tokens drafted for the round: so the output's distribution is untouched.
/// </summary>
public sealed class DraftLength
{
    /// <summary>Weight of an examined token in the running acceptance: about the last thirty count.</summary>
    private const double Weight = 1.0 / 32;

    /// <summary>Another length must promise this much more speed: estimates that waver must not make lengths waver.</summary>
    private const double Hysteresis = 1.03;

    /// <summary>While drafts do not pay, one token is drafted every so many rounds to see whether they have begun to.</summary>
    private const int ProbeRounds = 16;

    private readonly DraftLengthOptions _options;
    private readonly double _cost;
    private int _idleRounds;

    /// <param name="options">Limits.</param>
    /// <param name="relativeCost">c, see <see cref="IDraft.RelativeCost"/>.</param>
    public DraftLength(DraftLengthOptions options, double relativeCost)
    {
        if (options.Problem() is { } problem) throw new ArgumentException(problem, nameof(options));
        (_options, _cost) = (options, relativeCost + options.RowCost);
        Current = options.Adapts ? Math.Min(4, options.Maximum) : options.Maximum;
    }

    /// <summary>Length of the next draft.</summary>
    public int Current { get; private set; }

    /// <summary>Running acceptance, from a guess at first.</summary>
    public double Acceptance { get; private set; } = 0.7;

    /// <summary>Tells how a round went.</summary>
    /// <param name="examined">Proposals looked at: the accepted ones and the first rejected one.</param>
    /// <param name="accepted">Proposals accepted.</param>
    public void Update(int examined, int accepted)
    {
        if (!_options.Adapts) return;
        for (var i = 0; i < examined; i++) Acceptance += Weight * ((i < accepted ? 1 : 0) - Acceptance);
        var best = Enumerate();
        if (ExpectedSpeed(Acceptance, best, _cost) > Hysteresis * ExpectedSpeed(Acceptance, Current, _cost)) Current = best;
        _idleRounds = Current == 0 ? _idleRounds + 1 : 0;
        if (_idleRounds < ProbeRounds) return;
        (Current, _idleRounds) = (1, 0);
    }

    /// <summary>Tokens a round by its cost, relative to decoding without a draft.</summary>
    public static double ExpectedSpeed(double acceptance, int length, double cost)
    {
        // As a sum, since the closed form divides 0 by 0 at acceptance 1.
        double tokens = 0, power = 1;
        for (var i = 0; i <= length; i++)
        {
            tokens += power;
            power *= acceptance;
        }

        return tokens / (1 + length * cost);
    }

    private int Enumerate()
    {
        var best = 0;
        for (var length = 1; length <= _options.Maximum; length++)
            if (ExpectedSpeed(Acceptance, length, _cost) > ExpectedSpeed(Acceptance, best, _cost)) best = length;
        return best;
    }
}
