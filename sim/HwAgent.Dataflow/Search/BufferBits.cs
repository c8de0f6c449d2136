namespace HwAgent.Dataflow.Search;

/// <summary>Bits of the activation scratchpad, of the weight scratchpad, and of everything in the lanes, the activation table excepted.</summary>
internal readonly record struct BufferBits(long Activation, long Weight, long Lanes)
{
    public long Total => Activation + Weight + Lanes;

    public bool FitsIn(in BufferBits other) => Activation <= other.Activation && Weight <= other.Weight && Lanes <= other.Lanes;
}
