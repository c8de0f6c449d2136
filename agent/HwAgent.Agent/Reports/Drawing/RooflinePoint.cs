namespace HwAgent.Agent.Reports.Drawing;

/// <summary>One operator under the roofs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Macs">Multiply-accumulates of one execution.</param>
/// <param name="Bytes">Bytes that cross the memory port in one execution.</param>
/// <param name="Cycles">Of one execution.</param>
/// <param name="Weight">Cycles of one pass: the size of its mark.</param>
/// <param name="BoundBy"><c>compute</c>, <c>memory</c> or <c>latency</c>.</param>
/// <param name="Origin">How the cycles are known: <c>measured</c> or <c>predicted</c>.</param>
internal sealed record RooflinePoint(string Name, long Macs, double Bytes, long Cycles, double Weight, string BoundBy, string Origin);
