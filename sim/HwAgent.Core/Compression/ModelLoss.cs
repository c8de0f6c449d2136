using HwAgent.Core.Numerics;

namespace HwAgent.Core.Compression;

/// <summary>How well a model predicts.</summary>
/// <param name="NegativeLogLikelihood">Mean over the predicted tokens, in nats.</param>
/// <param name="Divergence">Mean Kullback-Leibler divergence of its next-token distributions from the teacher's, in nats; 0 for the teacher.</param>
public sealed record ModelLoss(double NegativeLogLikelihood, double Divergence)
{
    public double Perplexity => DeterministicMath.Exp(NegativeLogLikelihood);
}
