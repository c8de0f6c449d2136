using HwAgent.Core.Models;

namespace HwAgent.Core.Compression;

/// <summary>What gets one width: a module, or a channel group of one of its matrices. A leaf of the hierarchy component, block, module, channel group.</summary>
/// <param name="Component">Part of the model.</param>
/// <param name="Block">Number of the block; the count of blocks for embedding and head.</param>
/// <param name="Module">Module of the block.</param>
/// <param name="Rows">The rows of the matrices that share the width.</param>
/// <param name="IsWholeModule">All rows of all its matrices.</param>
public sealed record CompressionUnit(ModelComponent Component, int Block, ModuleKind Module, IReadOnlyList<RowRange> Rows, bool IsWholeModule = false)
{
    /// <summary>The module that it is, or is a part of.</summary>
    public ModulePlace Place => new(Component, Block, Module);

    public long Weights => Rows.Sum(range => range.Weights);

    /// <summary><c>block.module</c>, and the matrix with its first row for a channel group.</summary>
    public string Name => !IsWholeModule && Rows[0] is var range ? $"{Block}.{range.Matrix.Kind}.{range.Start}" : $"{Block}.{Module}";
}
