namespace HwAgent.Dataflow.Analysis;

/// <summary>A part of the execution, in the making until it is handed out.</summary>
/// <param name="cycles">Its length.</param>
/// <param name="portBits">What goes through each port in it.</param>
internal sealed class PipelineSpan(long cycles, long[] portBits)
{
    /// <summary>Its length.</summary>
    public long Cycles { get; private set; } = cycles;

    /// <summary>What goes through each port in it.</summary>
    public long[] PortBits => portBits;

    /// <summary>Another part follows a number of times.</summary>
    public void Add(PipelineSpan other, long times)
    {
        for (var port = 0; port < portBits.Length; port++) portBits[port] = checked(portBits[port] + other.PortBits[port] * times);
        Cycles = checked(Cycles + other.Cycles * times);
    }
}
