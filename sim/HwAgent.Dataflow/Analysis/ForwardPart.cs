namespace HwAgent.Dataflow.Analysis;

/// <summary>Which iterations of the temporal loops further in are followed.</summary>
internal enum ForwardPart
{
    /// <summary>The first ones.</summary>
    First,

    /// <summary>Each instance's last ones.</summary>
    Last,

    /// <summary>Only ones: chunks that a loop cuts do not count.</summary>
    Whole,
}
