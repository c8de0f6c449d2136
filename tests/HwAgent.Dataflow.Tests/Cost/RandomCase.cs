using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Tests.Cost;

/// <summary>A product, a valid mapping and hardware that just holds it.</summary>
public sealed record RandomCase(AcceleratorParameters Hardware, GemmTask Task, GemmMapping Mapping, MemoryTiming Memory);
