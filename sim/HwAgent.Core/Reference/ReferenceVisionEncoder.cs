using System.Numerics.Tensors;
using HwAgent.Core.Models;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Reference;

/// <summary>A vision transformer in float32, plain and readable; agrees with transformers' ViT, DeiT, CLIP and SigLIP.</summary>
/// <param name="weights">The model.</param>
/// <param name="observer">Sees every activation, or null.</param>
public sealed class ReferenceVisionEncoder(VisionEncoderWeights weights, IActivationObserver? observer = null)
{
    private readonly Func<double, double> _activation = ActivationFunctions.Get(weights.Config.ActivationFunction);

    private int Hidden => weights.Config.HiddenSize;

    private int Extra => weights.Config.ExtraTokens;

    /// <summary>The hidden state behind the first blocks, before any final norm (<c>hidden_states[blocks]</c> of transformers).</summary>
    /// <param name="image">Channels x resolution x resolution, normalised as the model wants it.</param>
    /// <param name="budget">Resolution, stride and token merging.</param>
    /// <param name="blocks">Blocks that run; null for all.</param>
    /// <exception cref="ArgumentException">The image does not fit the budget.</exception>
    public VisionTokens Features(ReadOnlySpan<float> image, VisualBudget budget, int? blocks = null)
    {
        var tokens = Embed(image, budget);
        var count = blocks ?? weights.Blocks.Count;
        for (var i = 0; i < count; i++) tokens = Block(i, tokens, budget.MergedPerBlock);
        Observe(count, ActivationKind.BlockInput, tokens.Rows, Hidden);
        return tokens;
    }

    /// <summary>
    /// The model's answer for one image: scores of the classes, CLIP's projected row, the pooled row, or without any head every token behind the final norm.
    /// </summary>
    public float[] Encode(ReadOnlySpan<float> image, VisualBudget budget)
    {
        var tokens = Features(image, budget);
        var rows = FloatOperations.LayerNorm(tokens.Rows.AsSpan(0, weights.HeadRows(tokens.Count) * Hidden), weights.FinalNorm);
        var head = weights.Blocks.Count;
        if (weights.AttentionPooling is { } pooling) return Pool(rows, tokens.Sizes, pooling);
        Observe(head, ActivationKind.HeadInput, rows, Hidden);
        if (weights.Classifiers.Count > 0) return Classify(rows);
        if (weights.Pooler is { } pooler)
        {
            var pooled = Project(head, ActivationKind.Gate, rows, pooler, 1);
            for (var i = 0; i < pooled.Length; i++) pooled[i] = (float)DeterministicMath.Tanh(pooled[i]);
            return pooled;
        }

        if (weights.Projection is { } projection) return Project(head, ActivationKind.Logits, rows, projection, 1);
        Observe(head, ActivationKind.Logits, rows, Hidden);
        return rows;
    }

    private VisionTokens Embed(ReadOnlySpan<float> image, VisualBudget budget)
    {
        var grid = PatchGrid.Unfold(image, weights.Config, budget.Resolution, budget.Stride);
        var patches = grid.Side * grid.Side;
        Observe(0, ActivationKind.PatchInput, grid.Pixels, weights.PatchEmbedding.Inputs);
        float[] rows = [.. weights.ExtraTokens, .. FloatOperations.Linear(grid.Pixels, weights.PatchEmbedding, patches)];
        TensorPrimitives.Add(rows, PositionTable.For(weights.PositionEmbedding, Extra, grid.Side), rows);
        if (weights.EmbeddingNorm is { } norm)
        {
            Observe(0, ActivationKind.EmbeddingSum, rows, Hidden);
            rows = FloatOperations.LayerNorm(rows, norm);
        }

        return new VisionTokens(rows, [.. Enumerable.Repeat(1, Extra + patches)], Extra);
    }

    /// <summary>Tokens merge between attention and MLP, where the keys that judge them have just been computed.</summary>
    private VisionTokens Block(int index, VisionTokens tokens, int merges)
    {
        var block = weights.Blocks[index];
        Observe(index, ActivationKind.BlockInput, tokens.Rows, Hidden);
        var input = FloatOperations.LayerNorm(tokens.Rows, block.AttentionNorm);
        Observe(index, ActivationKind.AttentionInput, input, Hidden);
        var key = Project(index, ActivationKind.Key, input, block.Key, tokens.Count);
        var mixed = FloatAttention.Attend(
            Project(index, ActivationKind.Query, input, block.Query, tokens.Count), key,
            Project(index, ActivationKind.Value, input, block.Value, tokens.Count), tokens.Sizes, weights.HeadSize, block.Query.Outputs / weights.HeadSize);
        Observe(index, ActivationKind.AttentionOutput, mixed, block.Output.Inputs);
        float[] x = [.. tokens.Rows];
        Add(x, Project(index, ActivationKind.AttentionResidual, mixed, block.Output, tokens.Count));
        var sizes = tokens.Sizes;
        if (merges > 0)
        {
            var merge = TokenMerge.Match(MeanOfHeads(key, tokens.Count), weights.HeadSize, Extra, merges);
            (x, sizes) = (merge.Apply(x, sizes), merge.ApplyToSizes(sizes));
        }

        Observe(index, ActivationKind.MiddleResidual, x, Hidden);
        Add(x, Mlp(index, FloatOperations.LayerNorm(x, block.MlpNorm), block.Up, block.Down, sizes.Length));
        return new VisionTokens(x, sizes, Extra);
    }

    private float[] Mlp(int index, float[] input, LinearWeights up, LinearWeights down, int rows)
    {
        Observe(index, ActivationKind.MlpInput, input, Hidden);
        var inner = Project(index, ActivationKind.Gate, input, up, rows);
        for (var i = 0; i < inner.Length; i++) inner[i] = (float)_activation(inner[i]);
        Observe(index, ActivationKind.DownInput, inner, up.Outputs);
        return Project(index, ActivationKind.MlpResidual, inner, down, rows);
    }

    /// <summary>To an observer the pooling head is one more block.</summary>
    private float[] Pool(float[] rows, int[] sizes, AttentionPoolingWeights pooling)
    {
        var index = weights.Blocks.Count;
        Observe(index, ActivationKind.AttentionInput, rows, Hidden);
        var mixed = FloatAttention.Attend(
            FloatOperations.Linear(pooling.Probe, pooling.Query, 1), Project(index, ActivationKind.Key, rows, pooling.Key, sizes.Length),
            Project(index, ActivationKind.Value, rows, pooling.Value, sizes.Length), sizes, weights.HeadSize, weights.Config.Heads);
        Observe(index, ActivationKind.AttentionOutput, mixed, Hidden);
        var pooled = Project(index, ActivationKind.AttentionResidual, mixed, pooling.Output, 1);
        Observe(index, ActivationKind.MiddleResidual, pooled, Hidden);
        Add(pooled, Mlp(index, FloatOperations.LayerNorm(pooled, pooling.Norm), pooling.Up, pooling.Down, 1));
        Observe(index + 1, ActivationKind.BlockInput, pooled, Hidden);
        return pooled;
    }

    /// <summary>Each classifier reads its own extra token; a distilled model's two answers are averaged.</summary>
    private float[] Classify(float[] rows)
    {
        var scores = new float[weights.Classifiers[0].Outputs];
        for (var i = 0; i < weights.Classifiers.Count; i++) Add(scores, FloatOperations.Linear(rows[(i * Hidden)..((i + 1) * Hidden)], weights.Classifiers[i], 1));
        TensorPrimitives.Divide(scores, weights.Classifiers.Count, scores);
        Observe(weights.Blocks.Count, ActivationKind.Logits, scores, scores.Length);
        return scores;
    }

    private float[] MeanOfHeads(float[] key, int tokens)
    {
        int size = weights.HeadSize, width = key.Length / tokens;
        var mean = new float[tokens * size];
        for (var i = 0; i < key.Length; i++) mean[i / width * size + i % size] += key[i] * size / width;
        return mean;
    }

    private float[] Project(int index, ActivationKind kind, float[] input, LinearWeights layer, int rows)
    {
        var output = FloatOperations.Linear(input, layer, rows);
        Observe(index, kind, output, layer.Outputs);
        return output;
    }

    private static void Add(Span<float> x, ReadOnlySpan<float> y) => TensorPrimitives.Add(x, y, x);

    private void Observe(int block, ActivationKind kind, float[] rows, int width) =>
        observer?.Observe(new ActivationSite(ModelComponent.VisionEncoder, block, kind), rows, width, rows.Length / width);
}
