using HwAgent.Core.Integer;
using HwAgent.Core.Models;

namespace HwAgent.Core.Compression;

/// <summary>
/// Bit operations of one token: multiply-accumulates times the width of the weight times the width of the activation (BOPS of Yao et al., HAWQ-V3,
/// arXiv 2011.10680): time or energy of an array that computes bit by bit. Of a pair, a token of the decoder and a patch of the encoder. An embedding of tokens is
/// looked up and costs nothing.
/// </summary>
/// <param name="ActivationBits">Width of an activation.</param>
public sealed record BitOperationCost(int ActivationBits = 8) : IUnitCost
{
    public string Name => "bit operations";

    public long Cost(RowRange rows, int bits) => rows.Matrix is { Component: ModelComponent.LanguageModel, Kind: DecoderModule.Embedding } ? 0 : rows.Weights * bits * ActivationBits;
}
