using HwAgent.Core.Models;

namespace HwAgent.Core.Compression.Pruning;

/// <summary>Something that can be taken out of a block as a whole: a key-value head with its query heads, or a few MLP channels.</summary>
/// <param name="Component">Part of the model.</param>
/// <param name="Block">Number of the block.</param>
/// <param name="IsHeadGroup">A head group, or else MLP channels.</param>
/// <param name="Members">The key-value head, or the channels.</param>
/// <param name="Score">What it contributes, comparable over the whole model; the lowest goes first.</param>
/// <param name="Cost">What taking it out saves.</param>
public sealed record PrunableStructure(ModelComponent Component, int Block, bool IsHeadGroup, IReadOnlyList<int> Members, double Score, long Cost);
