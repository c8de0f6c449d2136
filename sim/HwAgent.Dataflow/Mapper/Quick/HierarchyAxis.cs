using HwAgent.Dataflow.Architectures;

namespace HwAgent.Dataflow.Mapper.Quick;

/// <summary>One axis of parallel instances of a <see cref="HierarchyHardware"/>.</summary>
/// <param name="Level">The level whose fanout it is in, counted from the off-chip memory.</param>
/// <param name="Index">Its place there.</param>
/// <param name="Axis">What it does.</param>
/// <param name="Allowed">The dimensions (0: M, 1: N, 2: K) that constraints let it be spread over.</param>
internal sealed record HierarchyAxis(int Level, int Index, SpatialAxis Axis, IReadOnlyList<int> Allowed);
