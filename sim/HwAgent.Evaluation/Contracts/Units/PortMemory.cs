namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>The memory behind the port as ISA.md allows it: it serves requests in order, one beat a cycle at most, and hesitates as often as it likes.</summary>
internal sealed class PortMemory
{
    private readonly Queue<MemoryBurst> _bursts = [];
    private int _moved;
    private bool _held;

    /// <summary>A read beat may be offered in this cycle; once offered it stays.</summary>
    public bool MayRead => _bursts.TryPeek(out var burst) && !burst.IsWrite;

    /// <summary>A read beat was offered before and not taken.</summary>
    public bool MustRead => _held;

    /// <summary>A write beat may be taken in this cycle.</summary>
    public bool MayWrite => _bursts.TryPeek(out var burst) && burst.IsWrite;

    /// <summary>Address of the beat that moves next.</summary>
    public uint Address => _bursts.Peek().Address + (uint)_moved;

    /// <summary>The end of a cycle: whether a read beat was offered, whether a beat moved, which request was taken.</summary>
    public void Advance(bool offered, bool moved, MemoryBurst? taken)
    {
        _held = offered && !moved;
        if (moved && ++_moved == _bursts.Peek().Beats)
        {
            _bursts.Dequeue();
            _moved = 0;
        }

        if (taken is { } burst) _bursts.Enqueue(burst);
    }

    /// <summary>The memory drops outstanding requests together with the engine.</summary>
    public void Reset()
    {
        _bursts.Clear();
        (_moved, _held) = (0, false);
    }
}
