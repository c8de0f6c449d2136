using HwAgent.Core.Models;
using HwAgent.Core.Numerics;
using HwAgent.Core.Workloads;

namespace HwAgent.Core.Integer.Vision;

/// <summary>Turns the real weights and scales of a vision encoder into the integers that run.</summary>
internal sealed class VisionCompiler(VisionEncoderWeights weights, VisionScales scales, Func<LinearWeights, QuantisedLinear> quantise)
{
    /// <summary>The blocks that have scales.</summary>
    public IntegerBlock[] Blocks()
    {
        // A block of an encoder is a decoder's without rotation, cache and gate: one compiler for both.
        var decoder = AsDecoder(weights.Blocks.Take(scales.Blocks.Count));
        var compiler = new DecoderCompiler(
            decoder, new DecoderScales(scales.Residual, scales.Blocks, HeadInput: 1, LargestLogit: 1), (block, module) => quantise(IntegerDecoder.Matrix(decoder, block, module)));
        return [.. Enumerable.Range(0, scales.Blocks.Count).Select(compiler.Block)];
    }

    public IntegerLinear Linear(LinearWeights layer, double inputScale, double outputScale, string name) => Linear(layer, inputScale, [outputScale], name);

    /// <param name="layer">Real weights.</param>
    /// <param name="inputScale">Real value of one step of the input.</param>
    /// <param name="outputScales">Real value of one step of each output, or one for all.</param>
    /// <param name="name">The layer's name, for messages.</param>
    public IntegerLinear Linear(LinearWeights layer, double inputScale, IReadOnlyList<double> outputScales, string name) =>
        IntegerLinear.Compile(quantise(layer), inputScale, outputScales, name);

    public IntegerNorm FinalNorm(double outputScale) => IntegerNorm.Compile(weights.FinalNorm, centred: true, scales.Residual, outputScale, "final norm");

    private DecoderWeights AsDecoder(IEnumerable<DecoderBlockWeights> blocks)
    {
        var config = new DecoderConfig(weights.Config.Name)
        {
            HiddenSize = weights.Config.HiddenSize, Layers = scales.Blocks.Count, Heads = weights.Config.Heads, KeyValueHeads = weights.Config.Heads,
            HeadSize = weights.HeadSize, IntermediateSize = weights.Config.IntermediateSize, VocabularySize = 1, MaxPositions = 1,
            Activation = weights.Config.ActivationFunction, GatedMlp = false, Norm = NormKind.LayerNorm, Positions = PositionKind.Learned,
        };
        var none = new LinearWeights(0, config.HiddenSize, []);
        return new DecoderWeights(config, none, Rotary: null, PositionEmbedding: null, [.. blocks], weights.FinalNorm, none);
    }
}
