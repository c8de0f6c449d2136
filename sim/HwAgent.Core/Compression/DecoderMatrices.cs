using HwAgent.Core.Integer;
using HwAgent.Core.Models;

namespace HwAgent.Core.Compression;

/// <summary>The matrices of a decoder by name.</summary>
public static class DecoderMatrices
{
    /// <summary>Every matrix once, in the order in which a token meets them; a tied head counts as the head.</summary>
    public static IEnumerable<(WeightMatrix Matrix, LinearWeights Weights)> Of(DecoderWeights model)
    {
        var count = model.Blocks.Count;
        if (!IsTied(model)) yield return (Named(count, DecoderModule.Embedding), model.TokenEmbedding);
        for (var i = 0; i < count; i++)
        {
            var block = model.Blocks[i];
            yield return (Named(i, DecoderModule.Query), block.Query);
            yield return (Named(i, DecoderModule.Key), block.Key);
            yield return (Named(i, DecoderModule.Value), block.Value);
            yield return (Named(i, DecoderModule.Output), block.Output);
            if (block.Gate is { } gate) yield return (Named(i, DecoderModule.Gate), gate);
            yield return (Named(i, DecoderModule.Up), block.Up);
            yield return (Named(i, DecoderModule.Down), block.Down);
        }

        yield return (Named(count, DecoderModule.Head), model.Head);
    }

    /// <summary>The same model with other matrices; a tied embedding follows its head.</summary>
    public static DecoderWeights Replace(DecoderWeights model, Func<WeightMatrix, LinearWeights, LinearWeights> replacement)
    {
        var count = model.Blocks.Count;
        DecoderBlockWeights[] blocks =
        [
            .. model.Blocks.Select((block, i) => block with
            {
                Query = replacement(Named(i, DecoderModule.Query), block.Query),
                Key = replacement(Named(i, DecoderModule.Key), block.Key),
                Value = replacement(Named(i, DecoderModule.Value), block.Value),
                Output = replacement(Named(i, DecoderModule.Output), block.Output),
                Gate = block.Gate is { } gate ? replacement(Named(i, DecoderModule.Gate), gate) : null,
                Up = replacement(Named(i, DecoderModule.Up), block.Up),
                Down = replacement(Named(i, DecoderModule.Down), block.Down),
            }),
        ];
        var head = replacement(Named(count, DecoderModule.Head), model.Head);
        return model with { Blocks = blocks, Head = head, TokenEmbedding = IsTied(model) ? head : replacement(Named(count, DecoderModule.Embedding), model.TokenEmbedding) };
    }

    /// <summary>True when one matrix is both the embedding and the head.</summary>
    public static bool IsTied(DecoderWeights model) => ReferenceEquals(model.Head, model.TokenEmbedding);

    private static WeightMatrix Named(int block, DecoderModule kind) => new(ModelComponent.LanguageModel, block, kind);
}
