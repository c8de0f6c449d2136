using HwAgent.Core.Models;

namespace HwAgent.Core.Compression;

/// <summary>The matrices of a decoder by name.</summary>
public static class DecoderMatrices
{
    /// <summary>Every matrix once, in the order in which a token meets them; a tied head counts as the head.</summary>
    public static IEnumerable<(WeightMatrix Matrix, LinearWeights Weights)> Of(DecoderWeights model)
    {
        var count = model.Blocks.Count;
        if (!IsTied(model)) yield return (Named(count, WeightKind.Embedding), model.TokenEmbedding);
        for (var i = 0; i < count; i++)
        {
            var block = model.Blocks[i];
            yield return (Named(i, WeightKind.Query), block.Query);
            yield return (Named(i, WeightKind.Key), block.Key);
            yield return (Named(i, WeightKind.Value), block.Value);
            yield return (Named(i, WeightKind.AttentionOutput), block.Output);
            if (block.Gate is { } gate) yield return (Named(i, WeightKind.Gate), gate);
            yield return (Named(i, WeightKind.Up), block.Up);
            yield return (Named(i, WeightKind.Down), block.Down);
        }

        yield return (Named(count, WeightKind.Head), model.Head);
    }

    /// <summary>The same model with other matrices; a tied embedding follows its head.</summary>
    public static DecoderWeights Replace(DecoderWeights model, Func<WeightMatrix, LinearWeights, LinearWeights> replacement)
    {
        var count = model.Blocks.Count;
        DecoderBlockWeights[] blocks =
        [
            .. model.Blocks.Select((block, i) => block with
            {
                Query = replacement(Named(i, WeightKind.Query), block.Query),
                Key = replacement(Named(i, WeightKind.Key), block.Key),
                Value = replacement(Named(i, WeightKind.Value), block.Value),
                Output = replacement(Named(i, WeightKind.AttentionOutput), block.Output),
                Gate = block.Gate is { } gate ? replacement(Named(i, WeightKind.Gate), gate) : null,
                Up = replacement(Named(i, WeightKind.Up), block.Up),
                Down = replacement(Named(i, WeightKind.Down), block.Down),
            }),
        ];
        var head = replacement(Named(count, WeightKind.Head), model.Head);
        return model with { Blocks = blocks, Head = head, TokenEmbedding = IsTied(model) ? head : replacement(Named(count, WeightKind.Embedding), model.TokenEmbedding) };
    }

    /// <summary>True when one matrix is both the embedding and the head.</summary>
    public static bool IsTied(DecoderWeights model) => ReferenceEquals(model.Head, model.TokenEmbedding);

    private static WeightMatrix Named(int block, WeightKind kind) => new(ModelComponent.LanguageModel, block, kind);
}
