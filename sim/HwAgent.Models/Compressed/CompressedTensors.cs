using HwAgent.Core.Compression;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;
using HwAgent.Models.Safetensors;

namespace HwAgent.Models.Compressed;

/// <summary>The tensors of a compressed decoder.</summary>
internal static class CompressedTensors
{
    /// <summary>The matrices in the order of the model.</summary>
    public static IEnumerable<(string Name, QuantisedLinear Linear)> Ordered(MixedModel model) =>
        DecoderMatrices.Of(model.Skeleton).Select(entry => (PackedTensors.Name(entry.Matrix), model.Matrices[entry.Matrix]));

    public static void Add(SafetensorsWriter writer, MixedModel model)
    {
        foreach (var (name, linear) in Ordered(model)) PackedTensors.AddMatrix(writer, name, linear);
        for (var i = 0; i < model.Skeleton.Blocks.Count; i++)
        {
            PackedTensors.AddNorm(writer, $"{i}.attention_norm", model.Skeleton.Blocks[i].AttentionNorm, model.Skeleton.FinalNorm.Epsilon);
            PackedTensors.AddNorm(writer, $"{i}.mlp_norm", model.Skeleton.Blocks[i].MlpNorm, model.Skeleton.FinalNorm.Epsilon);
        }

        PackedTensors.AddNorm(writer, "final_norm", model.Skeleton.FinalNorm, model.Skeleton.FinalNorm.Epsilon);
        if (model.Skeleton.PositionEmbedding is { } positions) writer.AddFloats("positions", positions.Values, positions.Outputs, positions.Inputs);
    }

    /// <summary>Puts the model together; sizes are checked against the file before anything is allocated for them.</summary>
    public static MixedModel Read(CompressedManifest manifest, SafetensorsFile tensors)
    {
        var config = manifest.Config;
        if (config.Layers < 1) throw PackedTensors.Wrong(tensors, "config", $"{config.Layers} layers are no model");
        if (manifest.Activations.Blocks.Count != config.Layers) throw PackedTensors.Wrong(tensors, "activations", $"are for {manifest.Activations.Blocks.Count} blocks, the model has {config.Layers}");
        var matrices = new Dictionary<string, QuantisedLinear>();
        // Those of the image side are read with it.
        foreach (var entry in manifest.Matrices.Where(entry => manifest.Vision is null || !CompressedVisionTensors.IsOne(entry.Name)))
            if (!matrices.TryAdd(entry.Name, PackedTensors.ReadMatrix(entry, tensors))) throw PackedTensors.Wrong(tensors, entry.Name, "is listed twice");
        var (count, named) = (config.Layers, new Dictionary<WeightMatrix, QuantisedLinear>());
        if (manifest.Matrices.Count < count) throw PackedTensors.Wrong(tensors, "matrices", $"{manifest.Matrices.Count} are too few for {count} blocks");

        var head = Take(count, DecoderModule.Head);
        var skeleton = new DecoderWeights(
            config, config.TiedEmbeddings ? head : Take(count, DecoderModule.Embedding), manifest.Rotary,
            tensors.Tensors.ContainsKey("positions") ? PackedTensors.Table("positions", config.HiddenSize, tensors) : null,
            [.. Enumerable.Range(0, count).Select(Block)], Norm("final_norm"), head);
        if (matrices.Keys.Except(named.Keys.Select(PackedTensors.Name)).FirstOrDefault() is { } extra) throw PackedTensors.Wrong(tensors, extra, "is not part of the model");
        CompressedShapes.Check(skeleton, tensors.Name);
        return new MixedModel(skeleton, named);

        DecoderBlockWeights Block(int i) => new(
            Norm($"{i}.attention_norm"), Take(i, DecoderModule.Query), Take(i, DecoderModule.Key), Take(i, DecoderModule.Value), Take(i, DecoderModule.Output),
            Norm($"{i}.mlp_norm"), config.GatedMlp ? Take(i, DecoderModule.Gate) : null, Take(i, DecoderModule.Up), Take(i, DecoderModule.Down));

        LinearWeights Take(int block, DecoderModule kind)
        {
            var matrix = new WeightMatrix(ModelComponent.LanguageModel, block, kind);
            if (!matrices.TryGetValue(PackedTensors.Name(matrix), out var linear)) throw PackedTensors.Wrong(tensors, PackedTensors.Name(matrix), "is missing");
            named[matrix] = linear;
            return Dequantisation.ToFloat(linear);
        }

        NormWeights Norm(string name) => PackedTensors.Norm(name, config.HiddenSize, manifest.NormEpsilon, tensors);
    }
}
