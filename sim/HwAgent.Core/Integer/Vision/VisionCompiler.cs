using HwAgent.Core.Compression;
using HwAgent.Core.Models;
using HwAgent.Core.Numerics;
using HwAgent.Core.Workloads;

namespace HwAgent.Core.Integer.Vision;

/// <summary>Turns the real weights and scales of a vision encoder into the integers that run.</summary>
internal sealed class VisionCompiler(VisionEncoderWeights weights, VisionScales scales, Func<WeightMatrix, LinearWeights, QuantisedLinear> quantise)
{
    /// <summary>The blocks that have scales.</summary>
    public IntegerBlock[] Blocks()
    {
        var decoder = AsDecoder(weights, scales.Blocks.Count);
        var compiler = new DecoderCompiler(
            decoder, new DecoderScales(scales.Residual, scales.Blocks, HeadInput: 1, LargestLogit: 1), (block, module) => quantise(new WeightMatrix(ModelComponent.VisionEncoder, block, module), IntegerDecoder.Matrix(decoder, block, module)));
        return [.. Enumerable.Range(0, scales.Blocks.Count).Select(compiler.Block)];
    }

    /// <summary>A matrix outside the blocks.</summary>
    /// <param name="module">What it is; query to down belong to attention pooling.</param>
    /// <param name="layer">Real weights.</param>
    /// <param name="inputScale">Real value of one step of the input.</param>
    /// <param name="outputScales">Real value of one step of each output, or one for all.</param>
    /// <param name="index">Number among several of one kind.</param>
    public IntegerLinear Linear(DecoderModule module, LinearWeights layer, double inputScale, IReadOnlyList<double> outputScales, int index = 0)
    {
        var matrix = VisionMatrices.Outside(weights, module, index);
        return IntegerLinear.Compile(quantise(matrix, layer), inputScale, outputScales, matrix.ToString());
    }

    public IntegerNorm FinalNorm(double outputScale) => IntegerNorm.Compile(weights.FinalNorm, centred: true, scales.Residual, outputScale, "final norm");

    /// <summary>The first blocks of an encoder as a decoder's, which they are but for rotation, cache and gate: one compiler and one migration serve both.</summary>
    public static DecoderWeights AsDecoder(VisionEncoderWeights weights, int blocks)
    {
        var config = new DecoderConfig(weights.Config.Name)
        {
            HiddenSize = weights.Config.HiddenSize, Layers = blocks, Heads = weights.Config.Heads, KeyValueHeads = weights.Config.Heads,
            HeadSize = weights.HeadSize, IntermediateSize = weights.Config.IntermediateSize, VocabularySize = 1, MaxPositions = 1,
            Activation = weights.Config.ActivationFunction, GatedMlp = false, Norm = NormKind.LayerNorm, Positions = PositionKind.Learned,
        };
        var none = new LinearWeights(0, config.HiddenSize, []);
        return new DecoderWeights(config, none, Rotary: null, PositionEmbedding: null, [.. weights.Blocks.Take(blocks)], weights.FinalNorm, none);
    }
}
