using HwAgent.Core.Models;
using HwAgent.Core.Workloads;

namespace HwAgent.Models.Compressed;

/// <summary>Checks that the matrices of a decoder that came from a file fit each other and its configuration.</summary>
internal static class CompressedShapes
{
    /// <exception cref="InvalidModelException">They do not.</exception>
    public static void Check(DecoderWeights model, string file)
    {
        var config = model.Config;
        int hidden = config.HiddenSize, size = config.HeadSize;
        if (config.Heads < 1 || config.KeyValueHeads < 1 || config.Heads % config.KeyValueHeads != 0 || size < 1)
            throw new InvalidModelException(file, "config", $"{config.Heads} heads of {size} over {config.KeyValueHeads} key-value heads are no attention", "compress the model again");
        var group = config.Heads / config.KeyValueHeads;
        Require(model.TokenEmbedding, config.VocabularySize, hidden, "embedding");
        Require(model.Head, config.VocabularySize, hidden, "head");
        for (var i = 0; i < model.Blocks.Count; i++)
        {
            var block = model.Blocks[i];
            var (keys, inner) = (block.Key.Outputs, block.Up.Outputs);
            if (keys % size != 0) throw Wrong($"{i}.Key", $"its {keys} rows are no whole heads of {size}");
            Require(block.Key, keys, hidden, $"{i}.Key");
            Require(block.Value, keys, hidden, $"{i}.Value");
            Require(block.Query, keys * group, hidden, $"{i}.Query");
            Require(block.Output, hidden, keys * group, $"{i}.Output");
            Require(block.Up, inner, hidden, $"{i}.Up");
            if (block.Gate is { } gate) Require(gate, inner, hidden, $"{i}.Gate");
            Require(block.Down, hidden, inner, $"{i}.Down");
        }

        if ((config.Positions == PositionKind.Rope) != (model.Rotary is not null) || (model.Rotary is { } rotary && rotary.InverseFrequencies.Length != size / 2))
            throw Wrong("rotary", $"does not fit heads of {size}");
        if (model.PositionEmbedding is { } positions && positions.Outputs != config.MaxPositions + config.PositionOffset) throw Wrong("positions", $"are {positions.Outputs} instead of {config.MaxPositions + config.PositionOffset}");

        void Require(LinearWeights layer, int outputs, int inputs, string name)
        {
            if (layer.Outputs != outputs || layer.Inputs != inputs) throw Wrong(name, $"is {layer.Outputs} x {layer.Inputs} instead of {outputs} x {inputs}");
        }

        InvalidModelException Wrong(string field, string problem) => new(file, field, problem, "compress the model again");
    }
}
