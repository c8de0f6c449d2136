using HwAgent.Core.Workloads;

namespace HwAgent.Dataflow.Mapping;

/// <summary>One matrix product that the accelerator is asked to run, without its data.</summary>
/// <param name="Name">The operator's name.</param>
/// <param name="Shape">M x K x N.</param>
/// <param name="WeightBits">8, 4 or 2.</param>
public sealed record GemmTask(string Name, LayerShape Shape, int WeightBits)
{
    /// <summary>Apply the 256-entry activation table.</summary>
    public bool Activate { get; init; }

    /// <summary>Add a 16-bit residual; the result has 16 bits.</summary>
    public bool Residual { get; init; }

    /// <summary>Times the product runs in one pass of the workload.</summary>
    public long Repeats { get; init; } = 1;
}
