using HwAgent.Dataflow.Hardware;

namespace HwAgent.Dataflow.Search;

/// <summary>What the buffers of an array may take.</summary>
/// <param name="MemoryBits">All buffers together, activation tables excepted.</param>
/// <param name="AreaGateEquivalents">Logic of the whole accelerator: longer addresses make it larger. Infinite for no limit.</param>
internal readonly record struct DesignRoom(long MemoryBits, double AreaGateEquivalents = double.PositiveInfinity)
{
    /// <summary>Whether buffers fit; from <see cref="BufferNeeds.Smallest"/> on, no larger ones do where these do not.</summary>
    public bool Holds(in BufferNeeds needs, AcceleratorParameters array) =>
        needs.Bits(array).Total <= MemoryBits && (double.IsPositiveInfinity(AreaGateEquivalents) || AreaModel.GateEquivalents(needs.ApplyTo(array)) <= AreaGateEquivalents);
}
