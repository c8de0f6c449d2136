using HwAgent.Core.Compression;
using HwAgent.Core.Models;
using HwAgent.Core.Numerics;
using HwAgent.Core.Reference;

namespace HwAgent.Core.Integer.Vision;

/// <summary>
/// A vision encoder in integers from the pixels on: int8 activations with static scales, a 16-bit residual stream, attention over all tokens.
/// Every result has the same bits on every machine.
/// </summary>
public sealed class IntegerVisionEncoder
{
    private readonly VisionEncoderWeights _weights;
    private readonly VisionScales _scales;
    private readonly IntegerWorkers _workers;
    private readonly IntegerBlock[] _blocks;
    private readonly int[][] _headFactors;
    private readonly IntegerLinear _patches;
    private readonly IntegerNorm? _embeddingNorm;
    private readonly short[] _embeddingBias = [];
    private readonly IntegerVisionHead? _head;

    private IntegerVisionEncoder(VisionEncoderWeights weights, VisionScales scales, IntegerWorkers workers, Func<WeightMatrix, LinearWeights, QuantisedLinear> quantise)
    {
        (_weights, _scales, _workers) = (weights, scales, workers);
        var compiler = new VisionCompiler(weights, scales, quantise);
        _patches = compiler.Linear(DecoderModule.Embedding, weights.PatchEmbedding, scales.Pixels, [EmbeddingScale]);
        if (weights.EmbeddingNorm is { } norm)
        {
            // Without its bias, which is added in steps of the residual stream.
            _embeddingNorm = IntegerNorm.Compile(norm with { Bias = null }, centred: true, EmbeddingScale, scales.Residual, "embedding norm");
            _embeddingBias = Steps(norm.Bias ?? new float[weights.Config.HiddenSize], scales.Residual);
        }

        _blocks = compiler.Blocks();
        _headFactors = [.. scales.Blocks.Select(block => HeadFactors(block.Key))];
        _head = scales.Head is { } head ? new IntegerVisionHead(weights, head, workers, compiler) : null;
    }

    /// <summary>Width of a row.</summary>
    public int HiddenSize => _weights.Config.HiddenSize;

    /// <summary>Real value of one step of the rows.</summary>
    public double ResidualScale => _scales.Residual;

    private double EmbeddingScale => _scales.EmbeddingSum ?? _scales.Residual;

    private int Extra => _weights.Config.ExtraTokens;

    /// <summary>Compiles an encoder.</summary>
    /// <param name="weights">The model.</param>
    /// <param name="scales">From calibration of the same model; blocks that calibration did not run are left out.</param>
    /// <param name="workers">The threads to run on; they stay the caller's and must outlive the model. Models may share them.</param>
    /// <param name="quantise">Integer form of a matrix, named as <see cref="VisionMatrices"/> names it; null for the nearest step of 8 bits.</param>
    /// <exception cref="InvalidModelException">Weights and scales do not fit each other or the integer form.</exception>
    public static IntegerVisionEncoder Compile(VisionEncoderWeights weights, VisionScales scales, IntegerWorkers workers, Func<WeightMatrix, LinearWeights, QuantisedLinear>? quantise = null)
    {
        if (scales.Blocks.Count > weights.Blocks.Count)
            throw new InvalidModelException(null, "scales", $"for {scales.Blocks.Count} blocks, the encoder has {weights.Blocks.Count}", "calibrate the model that is compiled");
        return new IntegerVisionEncoder(weights, scales, workers, quantise ?? ((_, layer) => RoundToNearest.Quantise(layer, 8)));
    }

    /// <summary>The residual stream behind the blocks that were compiled, before any final norm.</summary>
    /// <param name="image">Channels x resolution x resolution, normalised as the model wants it; rounded to int8 first of all.</param>
    /// <param name="budget">Resolution, stride and token merging.</param>
    /// <exception cref="ArgumentException">The image does not fit the budget.</exception>
    public IntegerVisionTokens Features(ReadOnlySpan<float> image, VisualBudget budget)
    {
        var tokens = Embed(image, budget);
        for (var i = 0; i < _blocks.Length; i++) tokens = Block(i, tokens, budget.MergedPerBlock);
        return tokens;
    }

    /// <summary>The model's answer for one image, as <see cref="ReferenceVisionEncoder.Encode"/> gives it: integers times one scale.</summary>
    /// <exception cref="InvalidOperationException">The encoder was compiled without its head.</exception>
    public float[] Encode(ReadOnlySpan<float> image, VisualBudget budget) =>
        (_head ?? throw new InvalidOperationException("This encoder was compiled for hidden states: calibrate with whole passes.")).Apply(Features(image, budget));

    private IntegerVisionTokens Embed(ReadOnlySpan<float> image, VisualBudget budget)
    {
        var grid = PatchGrid.Unfold(image, _weights.Config, budget.Resolution, budget.Stride);
        var patches = grid.Side * grid.Side;
        if (patches > IntegerAttention.MaxKeys - Extra) throw new ArgumentException($"{patches} patches are more than the {IntegerAttention.MaxKeys} that attention can add up.", nameof(budget));
        var pixels = new sbyte[grid.Pixels.Length];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (sbyte)Math.Clamp(Math.Floor(grid.Pixels[i] / _scales.Pixels + 0.5), sbyte.MinValue, sbyte.MaxValue);
        var rows = new short[(Extra + patches) * HiddenSize];
        Steps(_weights.ExtraTokens, EmbeddingScale).CopyTo(rows, 0);
        _patches.ToInt16(pixels, patches, rows.AsSpan(Extra * HiddenSize), _workers);
        IntegerEmbedding.Add(rows, Steps(PositionTable.For(_weights.PositionEmbedding, Extra, grid.Side), EmbeddingScale));
        if (_embeddingNorm is { } norm)
        {
            for (var row = 0; row < rows.Length; row += HiddenSize)
            {
                var span = rows.AsSpan(row, HiddenSize);
                norm.Apply(span, span);
                IntegerEmbedding.Add(span, _embeddingBias);
            }
        }

        return new IntegerVisionTokens(rows, [.. Enumerable.Repeat(1, Extra + patches)], Extra);
    }

    private IntegerVisionTokens Block(int index, IntegerVisionTokens tokens, int merges)
    {
        var block = _blocks[index];
        var (x, sizes) = ((short[])tokens.Rows.Clone(), tokens.Sizes);
        var input = Normalise(block.AttentionNorm, x);
        var key = new sbyte[sizes.Length * block.Key.Outputs];
        block.Key.ToInt8(input, sizes.Length, key, _workers);
        var query = new sbyte[sizes.Length * block.Query.Outputs];
        block.Query.ToInt8(input, sizes.Length, query, _workers);
        var value = new sbyte[key.Length];
        block.Value.ToInt8(input, sizes.Length, value, _workers);
        block.Output.AddTo(EncoderAttention.Apply(query, key, value, sizes, block.Attention, _weights.HeadSize, _workers), sizes.Length, x, _workers);
        if (merges > 0)
        {
            var merge = IntegerTokenMerge.Match(key, _headFactors[index], _weights.HeadSize, Extra, merges);
            (x, sizes) = (IntegerTokenMerge.Apply(merge, x, sizes), merge.ApplyToSizes(sizes));
        }

        var inner = new sbyte[sizes.Length * block.Up.Outputs];
        block.Up.ToInt8(Normalise(block.MlpNorm, x), sizes.Length, inner, _workers);
        IntegerActivation.Apply(inner, block.UpTable);
        block.Down.AddTo(inner, sizes.Length, x, _workers);
        return new IntegerVisionTokens(x, sizes, Extra);
    }

    internal static sbyte[] Normalise(IntegerNorm norm, ReadOnlySpan<short> x)
    {
        var result = new sbyte[x.Length];
        for (var row = 0; row < x.Length; row += norm.Width) norm.ApplyFast(x.Slice(row, norm.Width), result.AsSpan(row, norm.Width));
        return result;
    }

    private static short[] Steps(float[] values, double scale)
    {
        var result = new short[values.Length];
        IntegerEmbedding.Quantise(values, scale, result);
        return result;
    }

    private static int[] HeadFactors(IReadOnlyList<double> scales) => [.. scales.Select(scale => Math.Max(1, (int)Math.Floor(scale / scales.Max() * short.MaxValue + 0.5)))];
}
