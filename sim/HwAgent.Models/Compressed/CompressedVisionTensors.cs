using HwAgent.Core.Compression;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;
using HwAgent.Models.Safetensors;

namespace HwAgent.Models.Compressed;

/// <summary>The tensors of the image side of a compressed pair: <c>vision.*</c> and <c>projector.*</c>.</summary>
internal static class CompressedVisionTensors
{
    private const string Vision = "vision.", Projector = "projector.";

    /// <summary>Whether a matrix of the manifest belongs to the image side.</summary>
    public static bool IsOne(string name) => name.StartsWith(Vision, StringComparison.Ordinal) || name.StartsWith(Projector, StringComparison.Ordinal);

    /// <summary>The matrices in the order in which an image meets them.</summary>
    public static IEnumerable<(string Name, QuantisedLinear Linear)> Ordered(MixedPair pair) =>
        VisionMatrices.Of(pair.Skeleton).Where(entry => entry.Matrix.Component != ModelComponent.LanguageModel).Select(entry => (PackedTensors.Name(entry.Matrix), pair.Matrices[entry.Matrix]));

    public static void Add(SafetensorsWriter writer, MixedPair pair)
    {
        foreach (var (name, linear) in Ordered(pair)) PackedTensors.AddMatrix(writer, name, linear);
        var vision = pair.Skeleton.Vision;
        var epsilon = vision.FinalNorm.Epsilon;
        if (vision.ExtraTokens.Length > 0) writer.AddFloats(Vision + "extra_tokens", vision.ExtraTokens, vision.ExtraTokens.Length);
        writer.AddFloats(Vision + "positions", vision.PositionEmbedding.Values, vision.PositionEmbedding.Outputs, vision.PositionEmbedding.Inputs);
        if (vision.EmbeddingNorm is { } norm) PackedTensors.AddNorm(writer, Vision + "embedding_norm", norm, epsilon);
        for (var i = 0; i < vision.Blocks.Count; i++)
        {
            PackedTensors.AddNorm(writer, $"{Vision}{i}.attention_norm", vision.Blocks[i].AttentionNorm, epsilon);
            PackedTensors.AddNorm(writer, $"{Vision}{i}.mlp_norm", vision.Blocks[i].MlpNorm, epsilon);
        }

        PackedTensors.AddNorm(writer, Vision + "final_norm", vision.FinalNorm, epsilon);
        if (pair.Skeleton.Projector.InputScale is { } scale) writer.AddFloats(Projector + "input_scale", scale, scale.Length);
    }

    /// <summary>Puts the pair together.</summary>
    /// <param name="part">The image side in the manifest.</param>
    /// <param name="manifest">All of it.</param>
    /// <param name="decoder">The decoder, which was read before.</param>
    /// <param name="tensors">The file.</param>
    public static CompressedVision Read(ManifestVision part, CompressedManifest manifest, MixedModel decoder, SafetensorsFile tensors)
    {
        CompressedVisionShapes.Check(part, tensors.Name);
        var matrices = new Dictionary<string, QuantisedLinear>();
        foreach (var entry in manifest.Matrices.Where(entry => IsOne(entry.Name)))
            if (!matrices.TryAdd(entry.Name, PackedTensors.ReadMatrix(entry, tensors))) throw PackedTensors.Wrong(tensors, entry.Name, "is listed twice");
        var (encoder, named) = (part.Encoder, new Dictionary<WeightMatrix, QuantisedLinear>());
        var (hidden, count) = (encoder.HiddenSize, encoder.Layers);
        if (matrices.Count < count) throw PackedTensors.Wrong(tensors, "matrices", $"{matrices.Count} are too few for {count} blocks of the encoder");

        var vision = new VisionEncoderWeights(
            encoder, Take(ModelComponent.VisionEncoder, count, DecoderModule.Embedding),
            encoder.ExtraTokens == 0 ? [] : PackedTensors.Floats(Vision + "extra_tokens", encoder.ExtraTokens * hidden, tensors), PackedTensors.Table(Vision + "positions", hidden, tensors),
            encoder.EmbeddingNorm ? Norm(Vision + "embedding_norm") : null, [.. Enumerable.Range(0, count).Select(Block)], Norm(Vision + "final_norm"),
            Pooler: null, AttentionPooling: null, Projection: null, Classifiers: []);
        LinearWeights[] layers = [.. Enumerable.Range(0, part.ProjectorLayers).Select(i => Take(ModelComponent.Projector, i, DecoderModule.Up))];
        var scale = tensors.Tensors.ContainsKey(Projector + "input_scale") ? PackedTensors.Floats(Projector + "input_scale", hidden, tensors) : null;
        if (scale is not null && Array.FindIndex(scale, value => !(value > 0)) is var bad and >= 0) throw PackedTensors.Wrong(tensors, Projector + "input_scale", $"value {bad} is {scale[bad]}, not above 0");
        if (matrices.Keys.Except(named.Keys.Select(PackedTensors.Name)).FirstOrDefault() is { } extra) throw PackedTensors.Wrong(tensors, extra, "is not part of the model");
        var config = part.Pair(decoder.Skeleton.Config);
        var pair = new VisionLanguageWeights(config, vision, new ProjectorWeights(layers, config.ProjectorActivationFunction, scale), decoder.Skeleton, part.ImageToken);
        CompressedVisionShapes.Check(pair, tensors.Name);
        return new CompressedVision(new MixedPair(pair, named.Concat(decoder.Matrices).ToDictionary()), part.Tower, part.Projector);

        DecoderBlockWeights Block(int i) => new(
            Norm($"{Vision}{i}.attention_norm"), InBlock(i, DecoderModule.Query), InBlock(i, DecoderModule.Key), InBlock(i, DecoderModule.Value), InBlock(i, DecoderModule.Output),
            Norm($"{Vision}{i}.mlp_norm"), Gate: null, InBlock(i, DecoderModule.Up), InBlock(i, DecoderModule.Down));

        LinearWeights InBlock(int block, DecoderModule kind) => Take(ModelComponent.VisionEncoder, block, kind);

        LinearWeights Take(ModelComponent component, int block, DecoderModule kind)
        {
            var matrix = new WeightMatrix(component, block, kind);
            if (!matrices.TryGetValue(PackedTensors.Name(matrix), out var linear)) throw PackedTensors.Wrong(tensors, PackedTensors.Name(matrix), "is missing");
            named[matrix] = linear;
            return Dequantisation.ToFloat(linear);
        }

        NormWeights Norm(string name) => PackedTensors.Norm(name, hidden, part.NormEpsilon, tensors);
    }
}
