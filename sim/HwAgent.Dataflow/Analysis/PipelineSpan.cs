namespace HwAgent.Dataflow.Analysis;

/// <summary>A part of the execution.</summary>
/// <param name="Cycles">Its length.</param>
/// <param name="PortBits">What goes through each port in it.</param>
internal sealed record PipelineSpan(long Cycles, long[] PortBits)
{
    /// <summary>This part, and then another one a number of times.</summary>
    public PipelineSpan Then(PipelineSpan other, long times)
    {
        var bits = new long[PortBits.Length];
        for (var port = 0; port < bits.Length; port++) bits[port] = checked(PortBits[port] + other.PortBits[port] * times);
        return new PipelineSpan(checked(Cycles + other.Cycles * times), bits);
    }
}
