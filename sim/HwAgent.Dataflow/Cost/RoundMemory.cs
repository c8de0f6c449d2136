namespace HwAgent.Dataflow.Cost;

/// <summary>
/// The rounds of one loop and kind that were taken one by one: from which state to which, and how long. A state that comes up again, later by some
/// cycles, need not be taken again: rounds ahead follow the ones known, as far as those lead, and where they lead in a circle as far as one likes.
/// </summary>
internal sealed class RoundMemory
{
    /// <summary>A loop that has not come to repeat by then is walked.</summary>
    private const int MostStates = 4096;

    /// <summary>Most loops repeat after a few rounds: up to here a look at each is quicker than a table.</summary>
    private const int MostWithoutTable = 16;

    private readonly List<Round> _rounds = [];
    private Dictionary<int, int>? _places;
    private int _last = -1;
    private TimingSpan _entered;

    /// <summary>Between two rounds: takes as many of the rounds ahead as are known, and returns their number.</summary>
    /// <param name="timing">Stands behind <paramref name="done"/> equal rounds.</param>
    /// <param name="done">0 where a sequence begins.</param>
    /// <param name="left">Rounds ahead.</param>
    public long Skip(ref TimingModel timing, long done, long left)
    {
        var here = Find(timing);
        if (done > 0 && _last >= 0 && here >= 0)
        {
            // The round that led here was taken just now.
            var last = _rounds[_last];
            (last.Next, last.Span) = (here, timing.Position - _entered);
        }

        _last = here;
        if (here < 0) return 0;
        long taken = 0;
        var span = default(TimingSpan);
        var at = here;
        while (taken < left && _rounds[at].Next >= 0)
        {
            span += _rounds[at].Span;
            at = _rounds[at].Next;
            taken++;
            if (at != here) continue;
            var times = left / taken;
            (span, taken) = (times * span, times * taken);
            // Less than a circle is left: the loop ends before it comes here again.
            left -= taken;
            var (restTaken, restSpan, end) = Follow(here, left);
            Enter(ref timing, span + restSpan, end);
            return taken + restTaken;
        }

        Enter(ref timing, span, at);
        return taken;
    }

    /// <summary>Along known rounds of a circle.</summary>
    private (long Taken, TimingSpan Span, int End) Follow(int from, long count)
    {
        var span = default(TimingSpan);
        for (long i = 0; i < count; i++)
        {
            span += _rounds[from].Span;
            from = _rounds[from].Next;
        }

        return (count, span, from);
    }

    private void Enter(ref TimingModel timing, in TimingSpan span, int at)
    {
        if (span.Instructions > 0) timing.Jump(span, _rounds[at].State);
        _entered = timing.Position;
        _last = at;
    }

    /// <summary>The place of a state, new where it has not been seen; -1 where there is no room.</summary>
    private int Find(in TimingModel timing)
    {
        var hash = timing.RepeatHash();
        // Without a table every state is in one chain.
        var first = _places is null ? _rounds.Count - 1 : _places.GetValueOrDefault(hash, -1);
        for (var i = first; i >= 0; i = _places is null ? i - 1 : _rounds[i].Chained)
        {
            if (_rounds[i].Hash == hash && timing.Repeats(_rounds[i].State)) return i;
        }

        if (_rounds.Count == MostStates) return -1;
        _rounds.Add(new Round { State = timing, Hash = hash, Chained = first });
        if (_places is not null) _places[hash] = _rounds.Count - 1;
        else if (_rounds.Count > MostWithoutTable) MakeTable();
        return _rounds.Count - 1;
    }

    private void MakeTable()
    {
        _places = [];
        for (var i = 0; i < _rounds.Count; i++)
        {
            _rounds[i].Chained = _places.GetValueOrDefault(_rounds[i].Hash, -1);
            _places[_rounds[i].Hash] = i;
        }
    }

    private sealed class Round
    {
        /// <summary>The state in front of the round when it was first seen.</summary>
        public required TimingModel State { get; init; }

        public required int Hash { get; init; }

        /// <summary>Another state with the same hash, -1 for none; holds once there is a table.</summary>
        public required int Chained { get; set; }

        /// <summary>The state behind the round, -1 while it is unknown.</summary>
        public int Next { get; set; } = -1;

        public TimingSpan Span { get; set; }
    }
}
