using System.Runtime.CompilerServices;

namespace HwAgent.Dataflow.Mapper.Quick;

/// <summary>Iterations of the off-chip loop over each dimension, by the dimension's index.</summary>
[InlineArray(4)]
internal struct LoopTurns
{
    private long _first;

    public LoopTurns(long h, long m, long n, long k) => (this[0], this[1], this[2], this[3]) = (h, m, n, k);
}
