namespace HwAgent.Dataflow.Cost;

/// <summary>Arrival times of the tokens of one credit counter (hwa_credit), at most four at once.</summary>
internal struct TokenQueue
{
    private long _time0;
    private long _time1;
    private long _time2;
    private int _count;

    public static TokenQueue With(int initial) => new() { _count = initial };

    /// <summary>A token that can be taken from cycle <paramref name="time"/> on.</summary>
    public void Give(long time)
    {
        switch (_count)
        {
            case 0: _time0 = time; break;
            case 1: _time1 = time; break;
            default: _time2 = time; break;
        }

        if (++_count > 3) throw new InvalidOperationException("The instruction stream gives a buffer back that it never took.");
    }

    /// <summary>The first cycle in which the oldest token can be taken.</summary>
    public long Take()
    {
        if (_count == 0) throw new InvalidOperationException("The instruction stream waits for a buffer that nothing before it fills or frees: it would never end.");
        var time = _time0;
        _time0 = _time1;
        _time1 = _time2;
        _count--;
        return time;
    }
}
