using HwAgent.Dataflow.Mapping;

namespace HwAgent.Agent.Designers;

/// <summary>How a language model wants one product to be blocked; see <see cref="GemmMapping"/>.</summary>
public sealed record MappingChoice(string Task, int BlockRows, int BlockColumns, int BlockDepth, BlockOrder Order)
{
    public GemmMapping ToMapping() => new(BlockRows, BlockColumns, BlockDepth, Order);
}
