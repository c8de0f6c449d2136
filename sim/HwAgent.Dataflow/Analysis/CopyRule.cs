namespace HwAgent.Dataflow.Analysis;

/// <summary>How often a transfer counts that several instances below one parent take part in with the same element.</summary>
internal enum CopyRule
{
    /// <summary>Once an instance: what the instances write and read themselves.</summary>
    Each,

    /// <summary>Once along axes that multicast the operand, or add the output; once an instance along others: what the parent reads and writes.</summary>
    Merged,

    /// <summary>Once, whatever the axes do: partial sums that come back go to one instance of those that share an element.</summary>
    Once,
}
