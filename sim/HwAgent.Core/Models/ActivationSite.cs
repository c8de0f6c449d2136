namespace HwAgent.Core.Models;

/// <summary>One place in one block.</summary>
/// <param name="Component">Part of the model.</param>
/// <param name="Block">Number of the block, from 0; the count of blocks for what comes behind the last.</param>
/// <param name="Kind">Place in the block.</param>
public readonly record struct ActivationSite(ModelComponent Component, int Block, ActivationKind Kind);
