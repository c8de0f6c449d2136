using HwAgent.Core.Integer;

namespace HwAgent.Core.Compression;

/// <summary>
/// Bit operations of one token: multiply-accumulates times the width of the weight times the width of the activation (BOPS of Yao et al., HAWQ-V3,
/// arXiv 2011.10680): time or energy of an array that computes bit by bit. An embedding is looked up and costs nothing.
/// </summary>
/// <param name="ActivationBits">Width of an activation.</param>
public sealed record BitOperationCost(int ActivationBits = 8) : IUnitCost
{
    public string Name => "bit operations";

    public long Cost(RowRange rows, int bits) => rows.Matrix.Kind == DecoderModule.Embedding ? 0 : rows.Weights * bits * ActivationBits;
}
