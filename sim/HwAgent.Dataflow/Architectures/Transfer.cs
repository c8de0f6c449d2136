namespace HwAgent.Dataflow.Architectures;

/// <summary>The four ways in which an operand's elements go through the ports of a memory level. ZigZag calls them fh, tl, fl and th.</summary>
public enum Transfer
{
    /// <summary>Written by the level above (fh): inputs, weights, partial sums that come back.</summary>
    WriteFromAbove = 0,

    /// <summary>Read for the level below (tl).</summary>
    ReadToBelow = 1,

    /// <summary>Written by the level below (fl): partial and final sums.</summary>
    WriteFromBelow = 2,

    /// <summary>Read for the level above (th): partial and final sums on their way out.</summary>
    ReadToAbove = 3,
}
