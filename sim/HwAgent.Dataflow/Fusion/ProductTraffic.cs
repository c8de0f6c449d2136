namespace HwAgent.Dataflow.Fusion;

/// <summary>Off-chip traffic of one product in bits.</summary>
/// <param name="Input">Read.</param>
/// <param name="Weight">Read.</param>
/// <param name="OutputReads">Partial sums that come back.</param>
/// <param name="OutputWrites">Partial and final sums.</param>
internal readonly record struct ProductTraffic(long Input, long Weight, long OutputReads, long OutputWrites)
{
    public long Reads => Input + Weight + OutputReads;
}
