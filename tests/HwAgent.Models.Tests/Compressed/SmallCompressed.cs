using HwAgent.Core.Compression;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;
using HwAgent.Core.Workloads;

namespace HwAgent.Models.Tests.Compressed;

/// <summary>A compressed model of one block and a few hundred weights, with rows of every width, made by hand.</summary>
internal static class SmallCompressed
{
    private const int Hidden = 8, Heads = 2, HeadSize = 4, Inner = 33, Vocabulary = 40, Group = 32;

    public static CompressedModel Create()
    {
        Dictionary<WeightMatrix, QuantisedLinear> matrices = [];
        var head = Add(1, DecoderModule.Head, Vocabulary, Hidden, (32, 8), (8, 4));
        var block = new DecoderBlockWeights(
            Norm(), Add(0, DecoderModule.Query, Heads * HeadSize, Hidden, (8, 4)), Add(0, DecoderModule.Key, HeadSize, Hidden, (4, 3)), Add(0, DecoderModule.Value, HeadSize, Hidden, (4, 2)),
            Add(0, DecoderModule.Output, Hidden, Heads * HeadSize, (8, 3)), Norm(), Add(0, DecoderModule.Gate, Inner, Hidden, (32, 2), (1, 8)), Add(0, DecoderModule.Up, Inner, Hidden, (32, 3), (1, 4)),
            Add(0, DecoderModule.Down, Hidden, Inner, (8, 4)));
        var config = new DecoderConfig("small")
        {
            HiddenSize = Hidden, Layers = 1, Heads = Heads, KeyValueHeads = 1, HeadSize = HeadSize, IntermediateSize = Inner, VocabularySize = Vocabulary, MaxPositions = 16, TiedEmbeddings = true,
        };
        var skeleton = new DecoderWeights(config, head, RotaryEmbedding.FromTheta(10000, HeadSize, interleaved: true), null, [block], Norm(), head);
        var scales = new DecoderScales(0.001, [new BlockScales(0.02, [0.03, 0.03], [0.03], [0.03], 0.02, 0.02, 0.02, 0.02, 0.02)], 0.02, 8);
        return new CompressedModel(
            new MixedModel(skeleton, matrices), scales, new CompressionPlan(Group, ErrorFeedback: true, 8, [], null), new CompressionProvenance("0.0.0", "hwagent compress", 1, [new InputFile("small.bin", new string('0', 64))]));

        LinearWeights Add(int index, DecoderModule kind, int outputs, int inputs, params (int Rows, int Bits)[] widths)
        {
            byte[] bits = [.. widths.SelectMany(run => Enumerable.Repeat((byte)run.Bits, run.Rows))];
            var groups = (inputs + Group - 1) / Group;
            // Every value of a width in turn, so that packing loses none of them.
            sbyte[] values = [.. Enumerable.Range(0, outputs * inputs).Select(i => (sbyte)(i % (1 << bits[i / inputs]) - (1 << (bits[i / inputs] - 1))))];
            var linear = new QuantisedLinear(
                outputs, inputs, values, bits, [.. Enumerable.Range(1, outputs).Select(row => (double)(row / 1024f))], Group,
                [.. Enumerable.Range(0, outputs * groups).Select(i => (byte)(1 + i % (1 << (8 - bits[i / groups]))))], kind == DecoderModule.Query ? new float[outputs] : null);
            matrices.Add(new WeightMatrix(ModelComponent.LanguageModel, index, kind), linear);
            return Dequantisation.ToFloat(linear);
        }
    }

    private static NormWeights Norm() => new([.. Enumerable.Repeat(1f, Hidden)], null, 1e-5f);
}
