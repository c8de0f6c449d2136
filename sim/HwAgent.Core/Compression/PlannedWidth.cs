using HwAgent.Core.Integer;
using HwAgent.Core.Models;

namespace HwAgent.Core.Compression;

/// <summary>A line of a plan: the width of a module, of one of its matrices, or of rows of that.</summary>
/// <param name="Component">Part of the model.</param>
/// <param name="Block">Number of the block after pruning; the count of blocks for embedding and head.</param>
/// <param name="Module">The module.</param>
/// <param name="Matrix">One matrix of it, or null for all of them.</param>
/// <param name="FirstRow">First row, a multiple of <see cref="QuantisedLinear.RowMultiple"/>.</param>
/// <param name="Rows">Count of rows, or null for all from the first on.</param>
/// <param name="Bits">2, 3, 4 or 8.</param>
public sealed record PlannedWidth(ModelComponent Component, int Block, ModuleKind Module, DecoderModule? Matrix, int FirstRow, int? Rows, int Bits);
