using HwAgent.Core.Integer;
using HwAgent.Core.Models;

namespace HwAgent.Core.Compression;

/// <summary>
/// The matrices of a vision encoder and a projector by name. Blocks count as a decoder's do; the patch embedding is the embedding, whatever follows the blocks
/// belongs to block number Blocks; layer i of a projector is <c>Projector.i.Up</c>.
/// </summary>
public static class VisionMatrices
{
    /// <summary>A matrix of an encoder that belongs to no block.</summary>
    /// <param name="weights">The encoder.</param>
    /// <param name="module">Embedding, head, or a part of attention pooling.</param>
    /// <param name="index">Number among several heads.</param>
    public static WeightMatrix Outside(VisionEncoderWeights weights, DecoderModule module, int index = 0) => new(ModelComponent.VisionEncoder, weights.Blocks.Count + index, module);

    public static WeightMatrix OfProjector(int layer) => new(ModelComponent.Projector, layer, DecoderModule.Up);

    /// <summary>Every matrix that a pair runs, in the order in which an image and its text meet them.</summary>
    public static IEnumerable<(WeightMatrix Matrix, LinearWeights Weights)> Of(VisionLanguageWeights pair)
    {
        yield return (Outside(pair.Vision, DecoderModule.Embedding), pair.Vision.PatchEmbedding);
        for (var i = 0; i < pair.Config.VisionLayersRun; i++)
        {
            var block = pair.Vision.Blocks[i];
            yield return (InBlock(i, DecoderModule.Query), block.Query);
            yield return (InBlock(i, DecoderModule.Key), block.Key);
            yield return (InBlock(i, DecoderModule.Value), block.Value);
            yield return (InBlock(i, DecoderModule.Output), block.Output);
            yield return (InBlock(i, DecoderModule.Up), block.Up);
            yield return (InBlock(i, DecoderModule.Down), block.Down);
        }

        for (var i = 0; i < pair.Projector.Layers.Count; i++) yield return (OfProjector(i), pair.Projector.Layers[i]);
        foreach (var entry in DecoderMatrices.Of(pair.Decoder)) yield return entry;
    }

    /// <summary>The same pair with other matrices.</summary>
    public static VisionLanguageWeights Replace(VisionLanguageWeights pair, Func<WeightMatrix, LinearWeights, LinearWeights> replacement)
    {
        DecoderBlockWeights[] blocks =
        [
            .. pair.Vision.Blocks.Select((block, i) => i >= pair.Config.VisionLayersRun ? block : block with
            {
                Query = replacement(InBlock(i, DecoderModule.Query), block.Query),
                Key = replacement(InBlock(i, DecoderModule.Key), block.Key),
                Value = replacement(InBlock(i, DecoderModule.Value), block.Value),
                Output = replacement(InBlock(i, DecoderModule.Output), block.Output),
                Up = replacement(InBlock(i, DecoderModule.Up), block.Up),
                Down = replacement(InBlock(i, DecoderModule.Down), block.Down),
            }),
        ];
        return pair with
        {
            Vision = pair.Vision with { PatchEmbedding = replacement(Outside(pair.Vision, DecoderModule.Embedding), pair.Vision.PatchEmbedding), Blocks = blocks },
            Projector = pair.Projector with { Layers = [.. pair.Projector.Layers.Select((layer, i) => replacement(OfProjector(i), layer))] },
            Decoder = DecoderMatrices.Replace(pair.Decoder, replacement),
        };
    }

    /// <summary>True when both pairs make the same rows of an image: their towers and projectors share every matrix.</summary>
    internal static bool HaveSameImageSide(VisionLanguageWeights first, VisionLanguageWeights second) =>
        Of(first).Zip(Of(second)).All(both => both.First.Matrix.Component == ModelComponent.LanguageModel || ReferenceEquals(both.First.Weights, both.Second.Weights));

    private static WeightMatrix InBlock(int block, DecoderModule kind) => new(ModelComponent.VisionEncoder, block, kind);
}
