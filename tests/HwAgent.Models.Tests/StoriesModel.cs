using HwAgent.Core.Models;
using HwAgent.Core.Reference;
using HwAgent.Models.LlamaC;

namespace HwAgent.Models.Tests;

/// <summary>stories260K in the forms that other files need it in.</summary>
internal static class StoriesModel
{
    /// <summary>The opening of its documented text, as tokens: long enough that every head has something to attend to.</summary>
    private static readonly int[] Prompt = [1, 403, 407, 261, 378, 432, 364, 414, 420, 261, 402, 283, 511, 3, 259, 17];

    /// <summary>As it is, with neighbouring channels rotated.</summary>
    public static DecoderWeights Load() => LlamaCCheckpoint.Read(ModelFiles.Stories260K);

    /// <summary>Every weight rounded.</summary>
    public static DecoderWeights Map(DecoderWeights model, Func<float, float> round)
    {
        var mapped = MapMatrices(model, layer => layer with { Values = [.. layer.Values.Select(round)] });
        return mapped with
        {
            FinalNorm = Norm(model.FinalNorm),
            Blocks = [.. mapped.Blocks.Select(block => block with { AttentionNorm = Norm(block.AttentionNorm), MlpNorm = Norm(block.MlpNorm) })],
        };

        NormWeights Norm(NormWeights norm) => norm with { Gain = [.. norm.Gain.Select(round)] };
    }

    /// <summary>Every matrix changed, norms kept; a tied head stays tied.</summary>
    public static DecoderWeights MapMatrices(DecoderWeights model, Func<LinearWeights, LinearWeights> change)
    {
        var embedding = change(model.TokenEmbedding);
        return model with
        {
            TokenEmbedding = embedding,
            Head = ReferenceEquals(model.Head, model.TokenEmbedding) ? embedding : change(model.Head),
            Blocks =
            [
                .. model.Blocks.Select(block => block with
                {
                    Query = change(block.Query), Key = change(block.Key), Value = change(block.Value), Output = change(block.Output),
                    Gate = block.Gate is null ? null : change(block.Gate), Up = change(block.Up), Down = change(block.Down),
                }),
            ],
        };
    }

    /// <summary>The same model for half-split rotation: channel 2i of a head becomes channel i, 2i + 1 becomes half + i.</summary>
    public static DecoderWeights ToHalfSplit(DecoderWeights model) => model with
    {
        Rotary = model.Rotary! with { Interleaved = false },
        Blocks = [.. model.Blocks.Select(block => block with { Query = Permute(block.Query, model.Config.HeadSize), Key = Permute(block.Key, model.Config.HeadSize) })],
    };

    /// <summary>Logits of every position of a fixed prompt.</summary>
    public static float[] Logits(DecoderWeights model)
    {
        using var session = new ReferenceDecoder(model).Start(Prompt.Length);
        var logits = new float[Prompt.Length * model.Config.VocabularySize];
        session.Append(Prompt, logits);
        return logits;
    }

    /// <summary>Equal up to the order in which float32 sums are taken: half-split rotation permutes the channels of a dot product.</summary>
    public static void AssertSameLogits(DecoderWeights expected, DecoderWeights actual)
    {
        var (x, y) = (Logits(expected), Logits(actual));
        Assert.Equal(x.Length, y.Length);
        for (var i = 0; i < x.Length; i++) Assert.True(MathF.Abs(x[i] - y[i]) <= 1e-4f * MathF.Max(1, MathF.Abs(x[i])), $"logit {i}: {x[i]} and {y[i]}");
    }

    private static LinearWeights Permute(LinearWeights layer, int headSize)
    {
        var values = new float[layer.Values.Length];
        for (var row = 0; row < layer.Outputs; row++)
        {
            int channel = row % headSize, source = row - channel + (channel < headSize / 2 ? 2 * channel : 2 * (channel - headSize / 2) + 1);
            layer.Row(source).CopyTo(values.AsSpan(row * layer.Inputs));
        }

        return layer with { Values = values };
    }
}
