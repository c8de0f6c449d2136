using HwAgent.Core.Models;

namespace HwAgent.Core.Compression;

/// <summary>A module of a model: the last but one level of the hierarchy component, block, module, channel group.</summary>
/// <param name="Component">Part of the model.</param>
/// <param name="Block">Number of the block; the count of blocks for embedding and head.</param>
/// <param name="Module">Module of the block.</param>
public readonly record struct ModulePlace(ModelComponent Component, int Block, ModuleKind Module);
