using HwAgent.Core.Models;
using HwAgent.Core.Workloads;
using HwAgent.Models.HuggingFace;

namespace HwAgent.Models.Tests.HuggingFace;

/// <summary>stories260K as a model folder computes what the checkpoint it came from computes.</summary>
public sealed class HuggingFaceFolderTests
{
    [Theory]
    [InlineData("F32", 1)]
    [InlineData("F32", 3)]
    [InlineData("F16", 1)]
    [InlineData("BF16", 2)]
    public void Load_Stories260K_HasTheCheckpointsLogits(string elementType, int shards)
    {
        using var folder = new TemporaryFolder();
        // Rounded beforehand, so that writing the weights loses nothing.
        var model = StoriesModel.Map(StoriesModel.Load(), value => Round(value, elementType));
        HuggingFaceFolderWriter.Write(folder.Path, StoriesModel.ToHalfSplit(model), elementType, shards);

        var loaded = ModelFolder.Load(folder.Path);

        StoriesModel.AssertSameLogits(model, loaded);
        Assert.Same(loaded.TokenEmbedding, loaded.Head);
    }

    [Fact]
    public void Load_UntiedHead_IsItsOwn()
    {
        using var folder = new TemporaryFolder();
        var model = StoriesModel.Load();
        model = model with { Config = model.Config with { TiedEmbeddings = false }, Head = model.Head with { Values = [.. model.Head.Values.Select(value => value / 2)] } };
        HuggingFaceFolderWriter.Write(folder.Path, StoriesModel.ToHalfSplit(model));

        StoriesModel.AssertSameLogits(model, ModelFolder.Load(folder.Path));
    }

    [Theory]
    [InlineData("qwen2", false, "")]
    [InlineData("llama", true, ", \"attention_bias\": true")]
    public void Load_Biases_AreAdded(string modelType, bool outputBias, string extraConfig)
    {
        using var folder = new TemporaryFolder();
        var model = StoriesModel.ToHalfSplit(StoriesModel.Load());
        model = model with
        {
            Blocks =
            [
                .. model.Blocks.Select(block => block with
                {
                    Query = Biased(block.Query), Key = Biased(block.Key), Value = Biased(block.Value), Output = outputBias ? Biased(block.Output) : block.Output,
                }),
            ],
        };
        HuggingFaceFolderWriter.Write(folder.Path, model, modelType: modelType, extraConfig: extraConfig);

        StoriesModel.AssertSameLogits(model, ModelFolder.Load(folder.Path));
    }

    [Fact]
    public void Load_Mistral_SeesItsWindowOnly()
    {
        using var folder = new TemporaryFolder();
        var model = StoriesModel.ToHalfSplit(StoriesModel.Load());
        HuggingFaceFolderWriter.Write(folder.Path, model, modelType: "mistral", extraConfig: ", \"sliding_window\": 4");

        var loaded = ModelFolder.Load(folder.Path);
        Assert.Equal(4, loaded.Config.SlidingWindow);
        StoriesModel.AssertSameLogits(model with { Config = model.Config with { SlidingWindow = 4 } }, loaded);
    }

    [Fact]
    public void Load_MissingTensors_AreListed()
    {
        using var folder = Written(tensors => tensors.Where(tensor => !tensor.Name.Contains("layers.1.mlp", StringComparison.Ordinal) && tensor.Name != "model.norm.weight"));
        var error = Assert.Throws<InvalidModelException>(() => ModelFolder.Load(folder.Path));
        Assert.Contains("4 are missing: model.layers.1.mlp.gate_proj.weight, model.layers.1.mlp.up_proj.weight, model.layers.1.mlp.down_proj.weight, model.norm.weight", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_UnexpectedTensors_AreListed()
    {
        using var folder = Written(tensors => tensors.Append(("model.layers.7.extra", [1], [1f])).Append(("model.layers.0.self_attn.rotary_emb.inv_freq", [1], [1f])).Append(("lm_head.weight", [1], [1f])));
        var error = Assert.Throws<InvalidModelException>(() => ModelFolder.Load(folder.Path));
        Assert.Contains("1 are not part of the model: model.layers.7.extra ->", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ShapeThatDiffers_IsNamedWithBoth()
    {
        using var folder = Written(tensors => tensors.Select(tensor => tensor.Name == "model.layers.2.self_attn.k_proj.weight" ? (tensor.Name, [64, 32], tensor.Values) : tensor));
        var error = Assert.Throws<InvalidModelException>(() => ModelFolder.Load(folder.Path));
        Assert.Contains("model.layers.2.self_attn.k_proj.weight is 64 x 32 instead of 32 x 64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WeightThatIsNoNumber_IsNamedWithItsPlace()
    {
        using var folder = Written(tensors => tensors.Select(tensor => tensor.Name == "model.layers.3.mlp.up_proj.weight" ? (tensor.Name, tensor.Shape, [.. tensor.Values[..100], float.NaN, .. tensor.Values[101..]]) : tensor));
        var error = Assert.Throws<InvalidModelException>(() => ModelFolder.Load(folder.Path));
        Assert.Contains("model.layers.3.mlp.up_proj.weight: value 100 is NaN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ConfigOfMillionsOfLayers_IsRefusedAtOnce()
    {
        using var folder = Written(tensors => tensors);
        HuggingFaceFolderWriter.WriteConfig(folder.Path, StoriesModel.Load() with { Config = StoriesModel.Load().Config with { Layers = 16_000_000, HiddenSize = 64 } });
        var error = Assert.Throws<InvalidModelException>(() => ModelFolder.Load(folder.Path));
        Assert.Contains("are too few for 16000000 layers", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadDecoder_ConfigOfNoDecoder_IsRefused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.json", """{"model_type": "vit", "hidden_act": "gelu", "hidden_size": 768, "image_size": 224, "intermediate_size": 3072, "num_attention_heads": 12, "num_channels": 3, "num_hidden_layers": 12, "patch_size": 16}""");
        Assert.Contains("describes no language model", Assert.Throws<InvalidConfigException>(() => HuggingFaceFolder.ReadDecoder(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadDecoder_ConfigThatIsNoUtf8_IsRefused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.json", [(byte)'{', 0xFF, (byte)'}']);
        Assert.Contains("is not valid UTF-8", Assert.Throws<InvalidModelException>(() => HuggingFaceFolder.ReadDecoder(folder.Path)).Message, StringComparison.Ordinal);
    }

    private static TemporaryFolder Written(Func<IEnumerable<(string Name, long[] Shape, float[] Values)>, IEnumerable<(string Name, long[] Shape, float[] Values)>> change)
    {
        var folder = new TemporaryFolder();
        var model = StoriesModel.ToHalfSplit(StoriesModel.Load());
        HuggingFaceFolderWriter.WriteConfig(folder.Path, model);
        HuggingFaceFolderWriter.WriteShard(folder.File("model.safetensors"), change(HuggingFaceFolderWriter.Tensors(model)));
        return folder;
    }

    private static LinearWeights Biased(LinearWeights layer) => layer with { Bias = [.. Enumerable.Range(0, layer.Outputs).Select(i => (i % 7 - 3) * 0.1f)] };

    private static float Round(float value, string elementType) => elementType switch
    {
        "F16" => (float)(Half)value,
        "BF16" => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(value) & 0xFFFF0000),
        _ => value,
    };
}
