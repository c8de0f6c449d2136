using HwAgent.Core.Models;

namespace HwAgent.Core.Compression.Pruning;

/// <summary>What pruning left of the blocks of one component.</summary>
/// <param name="Component">Decoder or vision encoder.</param>
/// <param name="Kept">What is kept.</param>
/// <param name="BlockInfluence">Of every block before pruning.</param>
public sealed record ComponentPruning(ModelComponent Component, PruningPlan Kept, IReadOnlyList<double> BlockInfluence);
