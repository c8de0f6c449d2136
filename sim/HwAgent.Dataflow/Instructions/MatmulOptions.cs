namespace HwAgent.Dataflow.Instructions;

/// <summary>Options of a MATMUL. The first ten are bits 8 to 17 of the instruction, the last two bits 24 and 25.</summary>
[Flags]
public enum MatmulOptions
{
    None = 0,

    /// <summary>Start the sums of the block from zero.</summary>
    First = 1 << 0,

    /// <summary>The sums are complete: finish them and fill the output half.</summary>
    Last = 1 << 1,
    WaitActivation = 1 << 2,
    ReleaseActivation = 1 << 3,
    WaitWeight = 1 << 4,
    ReleaseWeight = 1 << 5,
    WaitParameter = 1 << 6,
    ReleaseParameter = 1 << 7,
    WaitTable = 1 << 8,
    ReleaseTable = 1 << 9,
    Activate = 1 << 10,
    Residual = 1 << 11,
}
