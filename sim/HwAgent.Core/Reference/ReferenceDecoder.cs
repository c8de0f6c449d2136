using HwAgent.Core.Models;

namespace HwAgent.Core.Reference;

/// <summary>A decoder in float32, plain and readable: what every other way of running it is measured against.</summary>
/// <param name="weights">The model.</param>
/// <param name="observer">Sees every activation, or null.</param>
public sealed class ReferenceDecoder(DecoderWeights weights, IActivationObserver? observer = null) : ILanguageModel
{
    public DecoderWeights Weights => weights;

    public int VocabularySize => weights.Config.VocabularySize;

    public int HiddenSize => weights.Config.HiddenSize;

    public int MaxPositions => weights.Config.MaxPositions;

    public ILanguageSession Start(int capacity) => new ReferenceSession(weights, capacity, observer);
}
