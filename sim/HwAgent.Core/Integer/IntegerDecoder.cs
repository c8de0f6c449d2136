using HwAgent.Core.Models;
using HwAgent.Core.Numerics;
using HwAgent.Core.Workloads;

namespace HwAgent.Core.Integer;

/// <summary>
/// A decoder in integers from the token to the logits: int8 activations with static scales, a 16-bit residual stream, an int8 cache. The logits of a position
/// have the same bits on every machine, however its tokens were grouped into calls, tiles and threads.
/// </summary>
public sealed class IntegerDecoder : ILanguageModel
{
    private IntegerDecoder(DecoderWeights weights, DecoderScales scales, DecoderCompiler compiler, IntegerWorkers workers, IntegerDecoderOptions options)
    {
        (Config, Workers, Options, ResidualScale, LogitScale) = (weights.Config, workers, options, scales.Residual, (float)compiler.LogitScale());
        (EmbeddingRows, EmbeddingScales) = compiler.Embedding();
        Blocks = [.. Enumerable.Range(0, weights.Blocks.Count).Select(compiler.Block)];
        Positions = compiler.Positions();
        ResidualShifts = compiler.Shifts();
        ResidualSteps = [.. Enumerable.Range(0, Config.HiddenSize).Select(scales.ResidualStep)];
        Rotary = weights.Rotary is { } rotary ? new RotaryTable(rotary) : null;
        FinalNorm = compiler.FinalNorm();
        Head = compiler.Head(LogitScale);
    }

    /// <summary>The same compiled model, run in another way.</summary>
    private IntegerDecoder(IntegerDecoder other, IntegerDecoderOptions options)
    {
        (Config, Workers, Options, ResidualScale, LogitScale) = (other.Config, other.Workers, options, other.ResidualScale, other.LogitScale);
        (EmbeddingRows, EmbeddingScales, Blocks, Positions) = (other.EmbeddingRows, other.EmbeddingScales, other.Blocks, other.Positions);
        (ResidualShifts, ResidualSteps, Rotary, FinalNorm, Head) = (other.ResidualShifts, other.ResidualSteps, other.Rotary, other.FinalNorm, other.Head);
    }

    public DecoderConfig Config { get; }

    public IntegerDecoderOptions Options { get; }

    public int VocabularySize => Config.VocabularySize;

    public int HiddenSize => Config.HiddenSize;

    public int MaxPositions => Config.MaxPositions;

    /// <summary>Real value of one step of the residual stream, in channels without a shift.</summary>
    public double ResidualScale { get; }

    /// <summary>Real value of one step of each channel of the residual stream: what rows for <see cref="ILanguageSession.AppendEmbeddings"/> are multiples of when nothing is to be rounded.</summary>
    public IReadOnlyList<double> ResidualSteps { get; }

    /// <summary>Real value of one step of an integer logit: a power of two.</summary>
    public float LogitScale { get; }

    /// <summary>One a channel: its step is <see cref="ResidualScale"/> * 2^shift.</summary>
    internal int[] ResidualShifts { get; }

    internal IntegerWorkers Workers { get; }

    internal IntegerBlock[] Blocks { get; }

    internal sbyte[] EmbeddingRows { get; }

    internal Requantiser[] EmbeddingScales { get; }

    /// <summary>Steps of the residual stream, or null.</summary>
    internal short[]? Positions { get; }

    internal RotaryTable? Rotary { get; }

    internal IntegerNorm FinalNorm { get; }

    internal IntegerLinear Head { get; }

    /// <summary>Compiles a model whose matrices are rounded to the nearest step of 8 bits.</summary>
    /// <exception cref="InvalidModelException">Weights and scales do not fit each other or the integer form.</exception>
    public static IntegerDecoder Compile(DecoderWeights weights, DecoderScales scales, IntegerWorkers workers, IntegerDecoderOptions? options = null) =>
        Compile(weights, scales, (block, module) => RoundToNearest.Quantise(Matrix(weights, block, module), 8), workers, options);

    /// <summary>Compiles a model.</summary>
    /// <param name="weights">Shapes, norms and positions; matrices are read through <paramref name="quantised"/> alone.</param>
    /// <param name="scales">From calibration of the same model.</param>
    /// <param name="quantised">The matrix of a block (its number is the count of blocks for embedding and head).</param>
    /// <param name="workers">The threads to run on; they stay the caller's and must outlive the model. Models may share them.</param>
    /// <param name="options">How to run it.</param>
    /// <exception cref="InvalidModelException">Weights and scales do not fit each other or the integer form.</exception>
    public static IntegerDecoder Compile(
        DecoderWeights weights, DecoderScales scales, Func<int, DecoderModule, QuantisedLinear> quantised, IntegerWorkers workers, IntegerDecoderOptions? options = null)
    {
        if (scales.Blocks.Count != weights.Blocks.Count)
            throw new InvalidModelException(null, "scales", $"for {scales.Blocks.Count} blocks, the model has {weights.Blocks.Count}", "calibrate the model that is compiled");
        if (scales.ResidualShifts is { } shifts && shifts.Count != weights.Config.HiddenSize)
            throw new InvalidModelException(null, "scales", $"{shifts.Count} shifts of the residual stream, the model has {weights.Config.HiddenSize} channels", "calibrate the model that is compiled");
        options ??= new IntegerDecoderOptions();
        Check(options);
        return new IntegerDecoder(weights, scales, new DecoderCompiler(weights, scales, quantised, options.HugePages), workers, options);
    }

    /// <summary>The real matrix of a module.</summary>
    /// <exception cref="ArgumentException">The model has no such matrix.</exception>
    public static LinearWeights Matrix(DecoderWeights weights, int block, DecoderModule module) => module switch
    {
        DecoderModule.Query => weights.Blocks[block].Query,
        DecoderModule.Key => weights.Blocks[block].Key,
        DecoderModule.Value => weights.Blocks[block].Value,
        DecoderModule.Output => weights.Blocks[block].Output,
        DecoderModule.Gate => weights.Blocks[block].Gate ?? throw new ArgumentException($"Block {block} has no gate.", nameof(module)),
        DecoderModule.Up => weights.Blocks[block].Up,
        DecoderModule.Down => weights.Blocks[block].Down,
        DecoderModule.Embedding => weights.TokenEmbedding,
        _ => weights.Head,
    };

    /// <summary>This model with the same weights in the same memory, run in another way: to compare ways. Where weights lie does not change.</summary>
    public IntegerDecoder With(IntegerDecoderOptions options)
    {
        Check(options);
        return new IntegerDecoder(this, options);
    }

    public ILanguageSession Start(int capacity) => new IntegerSession(this, capacity);

    private static void Check(IntegerDecoderOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ChunkRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.AttentionTile, 1);
    }
}
