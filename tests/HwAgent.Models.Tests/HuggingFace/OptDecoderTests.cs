using HwAgent.Core.Models;
using HwAgent.Core.Workloads;

namespace HwAgent.Models.Tests.HuggingFace;

/// <summary>OPT: LayerNorm, learned positions with an offset of two, an MLP without a gate, biases everywhere, tied head.</summary>
public sealed class OptDecoderTests
{
    private const int Hidden = 8, Heads = 2, Inner = 12, Layers = 2, Vocabulary = 11, Positions = 6;

    [Theory]
    [InlineData("model.decoder.")]
    [InlineData("decoder.")]
    public void Load_Opt_TakesEveryTensorToItsPlace(string prefix)
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.json", $$"""
            {"model_type": "opt", "activation_function": "relu", "hidden_size": {{Hidden}}, "num_attention_heads": {{Heads}}, "ffn_dim": {{Inner}}, "num_hidden_layers": {{Layers}},
             "vocab_size": {{Vocabulary}}, "max_position_embeddings": {{Positions}}, "word_embed_proj_dim": {{Hidden}}, "do_layer_norm_before": true}
            """);
        var seed = 0f;
        var values = new Dictionary<string, float[]>();
        List<(string Name, long[] Shape, float[] Values)> tensors = [];
        void Add(string name, params long[] shape)
        {
            // Every value of the model is another number.
            var tensor = Enumerable.Range(0, (int)shape.Aggregate((x, y) => x * y)).Select(_ => seed += 0.001f).ToArray();
            values.Add(name, tensor);
            tensors.Add((prefix + name, shape, tensor));
        }

        Add("embed_tokens.weight", Vocabulary, Hidden);
        Add("embed_positions.weight", Positions + 2, Hidden);
        for (var i = 0; i < Layers; i++)
        {
            foreach (var name in (string[])["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.out_proj"])
            {
                Add($"layers.{i}.{name}.weight", Hidden, Hidden);
                Add($"layers.{i}.{name}.bias", Hidden);
            }

            foreach (var name in (string[])["self_attn_layer_norm", "final_layer_norm"])
            {
                Add($"layers.{i}.{name}.weight", Hidden);
                Add($"layers.{i}.{name}.bias", Hidden);
            }

            Add($"layers.{i}.fc1.weight", Inner, Hidden);
            Add($"layers.{i}.fc1.bias", Inner);
            Add($"layers.{i}.fc2.weight", Hidden, Inner);
            Add($"layers.{i}.fc2.bias", Hidden);
        }

        Add("final_layer_norm.weight", Hidden);
        Add("final_layer_norm.bias", Hidden);
        HuggingFaceFolderWriter.WriteShard(folder.File("model.safetensors"), tensors);

        var model = ModelFolder.Load(folder.Path);

        Assert.Equal(NormKind.LayerNorm, model.Config.Norm);
        Assert.Null(model.Rotary);
        Assert.Equal(values["embed_positions.weight"], model.PositionEmbedding!.Values);
        Assert.Equal(Positions + 2, model.PositionEmbedding.Outputs);
        Assert.Same(model.TokenEmbedding, model.Head);
        var block = model.Blocks[1];
        Assert.Null(block.Gate);
        AssertLinear("layers.1.self_attn.q_proj", block.Query);
        AssertLinear("layers.1.self_attn.k_proj", block.Key);
        AssertLinear("layers.1.self_attn.v_proj", block.Value);
        AssertLinear("layers.1.self_attn.out_proj", block.Output);
        AssertLinear("layers.1.fc1", block.Up);
        AssertLinear("layers.1.fc2", block.Down);
        Assert.Equal(values["layers.1.self_attn_layer_norm.bias"], block.AttentionNorm.Bias);
        Assert.Equal(values["layers.1.final_layer_norm.weight"], block.MlpNorm.Gain);
        Assert.Equal(values["final_layer_norm.bias"], model.FinalNorm.Bias);

        void AssertLinear(string name, LinearWeights layer)
        {
            Assert.Equal(values[name + ".weight"], layer.Values);
            Assert.Equal(values[name + ".bias"], layer.Bias);
        }
    }
}
