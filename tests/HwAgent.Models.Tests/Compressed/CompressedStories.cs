using HwAgent.Core.Compression;
using HwAgent.Core.Integer.Calibration;
using HwAgent.Core.Models;
using HwAgent.Core.Reference;

namespace HwAgent.Models.Tests.Compressed;

/// <summary>stories260K, studied once for all tests: calibrated and measured on text that it writes itself.</summary>
internal static class CompressedStories
{
    public static DecoderWeights Model { get; } = StoriesModel.Load();

    public static IReadOnlyList<TokenSequence> Calibration { get; } = SampledSequences.Draw(new ReferenceDecoder(Model), 1, 4, 128, 1);

    /// <summary>Of another seed.</summary>
    public static LossMeter HeldOut { get; } = new(new ReferenceDecoder(Model), SampledSequences.Draw(new ReferenceDecoder(Model), 1, 4, 128, 2));

    public static CompressionStudy Study { get; } = CompressionStudy.Create(
        Model, Calibration, new LossMeter(new ReferenceDecoder(Model), Calibration), new ByteCost(32), new CompressionSettings(), cancellation: CancellationToken.None);

    /// <summary>Mixed widths, ready to be written.</summary>
    public static CompressedModel Compress(MixedModel weights, CompressionPlan plan) => new(
        weights, DecoderCalibration.Run(weights.ToFloat(), Calibration.Select(sequence => sequence.Tokens)), plan,
        new CompressionProvenance("0.0.0", "hwagent compress", 1, [new InputFile("stories260K.bin", new string('0', 64))]));
}
