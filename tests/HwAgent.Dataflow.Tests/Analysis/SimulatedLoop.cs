using HwAgent.Dataflow.Architectures;

namespace HwAgent.Dataflow.Tests.Analysis;

/// <summary>One loop of the nest; in time if it has no axis, else its index is at a shift in the names of instances.</summary>
internal sealed record SimulatedLoop(int Level, int Dimension, long Step, SpatialAxis? Axis, int Shift)
{
    public bool IsTemporal => Axis is null;
}
