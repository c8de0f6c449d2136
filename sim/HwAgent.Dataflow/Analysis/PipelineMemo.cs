namespace HwAgent.Dataflow.Analysis;

/// <summary>Numbers that belong to keys; emptied without a walk over what is in it.</summary>
internal sealed class PipelineMemo
{
    private (PipelineKey Key, int Number, long Round)[] _entries = new (PipelineKey, int, long)[128];
    private long _round = 1;
    private int _used;

    /// <summary>Forgets all.</summary>
    public void Clear() => (_round, _used) = (_round + 1, 0);

    /// <summary>Whether a key has a number.</summary>
    public bool Has(in PipelineKey key, out int number)
    {
        ref var entry = ref _entries[Find(key)];
        number = entry.Number;
        return entry.Round == _round;
    }

    /// <summary>Adds a key that is not there.</summary>
    public void Add(in PipelineKey key, int number)
    {
        if (++_used * 2 > _entries.Length)
        {
            var old = _entries;
            _entries = new (PipelineKey, int, long)[old.Length * 2];
            foreach (ref readonly var entry in old.AsSpan())
            {
                if (entry.Round == _round) _entries[Find(entry.Key)] = entry;
            }
        }

        _entries[Find(key)] = (key, number, _round);
    }

    private int Find(in PipelineKey key)
    {
        var mask = _entries.Length - 1;
        var at = (int)key.Hash & mask;
        while (_entries[at].Round == _round && _entries[at].Key != key) at = at + 1 & mask;
        return at;
    }
}
