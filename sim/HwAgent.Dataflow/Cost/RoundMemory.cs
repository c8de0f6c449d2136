namespace HwAgent.Dataflow.Cost;

/// <summary>
/// Finds out when the rounds of one loop have come to repeat, and takes those ahead at once: Brent's search for a cycle. The state at
/// one round is kept and compared with that at every later one; the kept one moves on whenever its distance has doubled.
/// </summary>
internal struct RoundMemory
{
    private TimingModel _kept;
    private long _keptAt;
    private long _distance;

    /// <summary>Between two rounds: takes as many of the rounds ahead as can be taken at once, and returns their number.</summary>
    /// <param name="timing">Stands behind <paramref name="done"/> equal rounds.</param>
    /// <param name="done">0 where a sequence begins.</param>
    /// <param name="left">Rounds ahead.</param>
    public long Skip(ref TimingModel timing, long done, long left)
    {
        if (done == 0)
        {
            _distance = 1;
        }
        else
        {
            // What is left after a skip is shorter than the cycle.
            if (_distance == 0) return 0;
            if (timing.Repeats(_kept))
            {
                var length = done - _keptAt;
                var times = left / length;
                timing.Repeat(_kept, times);
                _distance = 0;
                return times * length;
            }

            if (done - _keptAt < _distance) return 0;
            _distance *= 2;
        }

        _kept = timing;
        _keptAt = done;
        return 0;
    }
}
