using HwAgent.Agent.Loop;
using HwAgent.Core.Rtl;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Search;

namespace HwAgent.Agent.Designers;

/// <summary>What a proposal builds on.</summary>
/// <param name="Point">The best design so far, else where the run starts.</param>
/// <param name="Units">Proposed units in it, by module name; empty for templates alone.</param>
/// <param name="Best">The attempt it comes from; null when nothing has passed yet.</param>
public sealed record DesignContext(DesignPoint Point, IReadOnlyList<RtlSource> Units, Attempt? Best)
{
    public AcceleratorParameters Parameters => Point.Parameters;
}
