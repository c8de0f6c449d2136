using HwAgent.Core.Integer;

namespace HwAgent.Core.Compression;

/// <summary>A compressed model, complete: it runs without the model it was made from.</summary>
/// <param name="Weights">Integer matrices; norms and shapes.</param>
/// <param name="Activations">Static scales for the integer runtime.</param>
/// <param name="Plan">What was done.</param>
/// <param name="Provenance">From what.</param>
public sealed record CompressedModel(MixedModel Weights, DecoderScales Activations, CompressionPlan Plan, CompressionProvenance Provenance)
{
    /// <summary>The image side of a pair that <see cref="Weights"/> is the decoder of; null for a model of text alone.</summary>
    public CompressedVision? Vision { get; init; }

    /// <summary>The model for the integer runtime.</summary>
    /// <param name="workers">Threads; they stay the caller's.</param>
    /// <param name="options">How to run it.</param>
    /// <exception cref="Models.InvalidModelException">Weights and scales do not fit each other or the integer form.</exception>
    public IntegerDecoder Compile(IntegerWorkers workers, IntegerDecoderOptions? options = null) => Weights.Compile(Activations, workers, options);
}
