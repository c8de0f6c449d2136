namespace HwAgent.Dataflow.Mapper;

/// <summary>Where chains of a set have loops.</summary>
/// <param name="Always">Places where each of them has one.</param>
/// <param name="Ever">Places where any of them has one.</param>
internal readonly record struct ChainLoops(ulong Always, ulong Ever)
{
    /// <summary>Of two sets together.</summary>
    public ChainLoops With(ChainLoops other) => new(Always & other.Always, Ever | other.Ever);
}
