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

    /// <summary>Whether the same tokens wait as in <paramref name="earlier"/>, each <paramref name="shift"/> cycles later, when no time up to <paramref name="floor"/> matters.</summary>
    public readonly bool IsLater(in TokenQueue earlier, long floor, long shift) => _count == earlier._count
        && (_count < 1 || Math.Max(_time0, floor) == Math.Max(earlier._time0 + shift, floor))
        && (_count < 2 || Math.Max(_time1, floor) == Math.Max(earlier._time1 + shift, floor))
        && (_count < 3 || Math.Max(_time2, floor) == Math.Max(earlier._time2 + shift, floor));

    /// <summary>Equal where <see cref="IsLater"/> holds; times are taken from <paramref name="floor"/> on.</summary>
    public readonly int RelativeHash(long floor) => _count switch
    {
        0 => 0,
        1 => HashCode.Combine(Math.Max(_time0, floor) - floor),
        _ => HashCode.Combine(Math.Max(_time0, floor) - floor, Math.Max(_time1, floor) - floor),
    };

    public void Delay(long cycles)
    {
        _time0 += cycles;
        _time1 += cycles;
        _time2 += cycles;
    }
}
