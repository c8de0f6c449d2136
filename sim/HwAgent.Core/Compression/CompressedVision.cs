using HwAgent.Core.Integer;
using HwAgent.Core.Integer.Vision;

namespace HwAgent.Core.Compression;

/// <summary>The image side of a compressed pair.</summary>
/// <param name="Pair">The whole pair; its decoder is the compressed model's.</param>
/// <param name="Tower">Static scales of the encoder.</param>
/// <param name="Projector">Static scales of the projector.</param>
public sealed record CompressedVision(MixedPair Pair, VisionScales Tower, ProjectorScales Projector)
{
    /// <summary>The image side for the integer runtime.</summary>
    /// <param name="decoderSteps"><see cref="IntegerDecoder.ResidualSteps"/> of the compiled decoder.</param>
    /// <param name="workers">Threads; they stay the caller's.</param>
    /// <exception cref="Models.InvalidModelException">Weights and scales do not fit each other or the integer form.</exception>
    public IntegerVisionLanguage Compile(IReadOnlyList<double> decoderSteps, IntegerWorkers workers) => Pair.CompileVision(Tower, Projector, decoderSteps, workers);
}
