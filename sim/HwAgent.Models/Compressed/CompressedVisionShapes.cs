using HwAgent.Core.Models;
using HwAgent.Core.Numerics;

namespace HwAgent.Models.Compressed;

/// <summary>Checks that the image side of a compressed pair fits itself and its decoder.</summary>
internal static class CompressedVisionShapes
{
    /// <summary>Largest size of anything: sizes are multiplied with each other.</summary>
    private const int Most = 1 << 20;

    /// <summary>Checks sizes and names before anything is read.</summary>
    /// <exception cref="InvalidModelException">They are none.</exception>
    public static void Check(ManifestVision part, string file)
    {
        var config = part.Encoder;
        foreach (var (field, value) in (IEnumerable<(string, int)>)
            [
                ("imageSize", config.ImageSize), ("patchSize", config.PatchSize), ("channels", config.Channels), ("hiddenSize", config.HiddenSize), ("layers", config.Layers),
                ("heads", config.Heads), ("intermediateSize", config.IntermediateSize), ("projectorLayers", part.ProjectorLayers), ("imagesPerPrompt", part.ImagesPerPrompt),
            ])
            if (value is < 1 or > Most) throw Wrong(file, field, $"{value} is no size");
        if (config.ExtraTokens is < 0 or > 2) throw Wrong(file, "extraTokens", $"{config.ExtraTokens} is not 0, 1 or 2");
        if (config.PatchSize > config.ImageSize || (long)(config.ImageSize / config.PatchSize) * (config.ImageSize / config.PatchSize) > Most) throw Wrong(file, "patchSize", $"{config.PatchSize} does not divide {config.ImageSize} pixels into patches");
        if (config.HiddenSize % config.Heads != 0) throw Wrong(file, "heads", $"{config.Heads} do not divide {config.HiddenSize} channels");
        if (part.Tower.Blocks.Count != config.Layers) throw Wrong(file, "tower", $"its scales are for {part.Tower.Blocks.Count} blocks, the encoder has {config.Layers}");
        foreach (var name in (string[])[config.ActivationFunction, part.ProjectorApproximateGelu ? "gelu_tanh" : part.ProjectorActivation])
        {
            try
            {
                ActivationFunctions.Get(name);
            }
            catch (ArgumentException e)
            {
                throw Wrong(file, "activation", e.Message);
            }
        }
    }

    /// <summary>Checks the shapes of the matrices.</summary>
    /// <exception cref="InvalidModelException">They do not fit.</exception>
    public static void Check(VisionLanguageWeights pair, string file)
    {
        var (vision, config) = (pair.Vision, pair.Vision.Config);
        var hidden = config.HiddenSize;
        Require(vision.PatchEmbedding, hidden, checked((int)Math.Min(int.MaxValue, (long)config.Channels * config.PatchSize * config.PatchSize)), "vision.Embedding");
        if (vision.PositionEmbedding.Outputs != config.ExtraTokens + config.Patches()) throw Wrong(file, "vision.positions", $"are {vision.PositionEmbedding.Outputs} instead of {config.ExtraTokens + config.Patches()}");
        for (var i = 0; i < vision.Blocks.Count; i++)
        {
            var block = vision.Blocks[i];
            var (width, inner) = (block.Key.Outputs, block.Up.Outputs);
            if (width % vision.HeadSize != 0) throw Wrong(file, $"vision.{i}.Key", $"its {width} rows are no whole heads of {vision.HeadSize}");
            Require(block.Key, width, hidden, $"vision.{i}.Key");
            Require(block.Value, width, hidden, $"vision.{i}.Value");
            Require(block.Query, width, hidden, $"vision.{i}.Query");
            Require(block.Output, hidden, width, $"vision.{i}.Output");
            Require(block.Up, inner, hidden, $"vision.{i}.Up");
            Require(block.Down, hidden, inner, $"vision.{i}.Down");
        }

        for (var i = 0; i < pair.Projector.Layers.Count; i++)
        {
            var width = i == pair.Projector.Layers.Count - 1 ? pair.Decoder.Config.HiddenSize : pair.Projector.Layers[i].Outputs;
            Require(pair.Projector.Layers[i], width, i == 0 ? hidden : pair.Projector.Layers[i - 1].Outputs, $"projector.{i}.Up");
        }

        void Require(LinearWeights layer, int outputs, int inputs, string name)
        {
            if (layer.Outputs != outputs || layer.Inputs != inputs) throw Wrong(file, name, $"is {layer.Outputs} x {layer.Inputs} instead of {outputs} x {inputs}");
        }
    }

    private static InvalidModelException Wrong(string file, string field, string problem) => new(file, field, problem, "compress the model again");
}
