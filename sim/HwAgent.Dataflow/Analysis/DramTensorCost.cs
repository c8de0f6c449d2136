namespace HwAgent.Dataflow.Analysis;

/// <summary>One tensor in DRAM under a mapping.</summary>
/// <param name="Layout">Where its elements are.</param>
/// <param name="Reads">What is read.</param>
/// <param name="Writes">What is written.</param>
public sealed record DramTensorCost(DramLayout Layout, DramTraffic Reads, DramTraffic Writes)
{
    /// <summary>Both.</summary>
    public DramTraffic All => Reads + Writes;
}
