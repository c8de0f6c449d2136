using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Search;

/// <summary>A mapping, its bounds, and the memory it needs on one array.</summary>
internal readonly record struct MappingCandidate
{
    public required GemmMapping Mapping { get; init; }

    /// <summary>Not above the exact cycles.</summary>
    public required long CyclesBound { get; init; }

    /// <summary>Not above the energy with any memories that hold the mapping; exact for those just large enough where larger ones take more.</summary>
    public required double EnergyBound { get; init; }

    public required BufferNeeds Needs { get; init; }

    /// <summary>The same in bits.</summary>
    public required BufferBits Bits { get; init; }
}
