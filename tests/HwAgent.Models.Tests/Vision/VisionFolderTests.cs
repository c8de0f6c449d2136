using HwAgent.Core.Models;
using HwAgent.Core.Reference;
using HwAgent.Core.Workloads;
using HwAgent.Models.Vision;

namespace HwAgent.Models.Tests.Vision;

/// <summary>Random models saved as transformers saves them, read back.</summary>
public sealed class VisionFolderTests
{
    private const string Sizes = "\"image_size\":16,\"patch_size\":4,\"hidden_size\":32,\"num_hidden_layers\":3,\"num_attention_heads\":4,\"intermediate_size\":48";
    private const string DecoderSizes =
        "\"hidden_size\":48,\"num_hidden_layers\":2,\"num_attention_heads\":6,\"num_key_value_heads\":2,\"intermediate_size\":80,\"vocab_size\":61,\"max_position_embeddings\":64,\"rms_norm_eps\":1e-05";

    [Theory]
    [InlineData("vit.", """{"model_type":"vit","architectures":["ViTForImageClassification"],"id2label":{"0":"a","1":"b","2":"c"},"layer_norm_eps":1e-3,"hidden_act":"gelu",SIZES}""", 1e-3f)]
    [InlineData("", """{"model_type":"vit","architectures":["ViTModel"],SIZES}""", 1e-12f)]
    [InlineData("vit.", """{"model_type":"vit","qkv_bias":false,"hidden_act":"gelu_new",SIZES}""", 1e-12f)]
    [InlineData("deit.", """{"model_type":"deit","architectures":["DeiTForImageClassificationWithTeacher"],"num_labels":5,SIZES}""", 1e-12f)]
    public void ReadEncoder_SavedVit_ReadsWhatWasSaved(string stem, string json, float epsilon) =>
        CheckEncoder(json, epsilon, (saved, weights) => saved.Vit(weights, stem));

    [Theory]
    [InlineData("""{"model_type":"clip_vision_model",SIZES}""", 1e-5f)]
    [InlineData("""{"model_type":"clip_vision_model","architectures":["CLIPVisionModelWithProjection"],"projection_dim":20,"layer_norm_eps":1e-4,SIZES}""", 1e-4f)]
    [InlineData("""{"model_type":"siglip_vision_model",SIZES}""", 1e-6f)]
    [InlineData("""{"model_type":"siglip_vision_model","vision_use_head":false,SIZES}""", 1e-6f)]
    public void ReadEncoder_SavedTower_ReadsWhatWasSaved(string json, float epsilon) => CheckEncoder(json, epsilon, (saved, weights) =>
    {
        saved.Tower(weights, "");
        saved.Add("vision_model.embeddings.position_ids", [0], 1);
    });

    [Theory]
    [InlineData("""{"model_type":"clip","projection_dim":24,"vision_config":{SIZES,"projection_dim":77},"text_config":{}}""", 1e-5f)]
    [InlineData("""{"model_type":"siglip","vision_config":{SIZES,"layer_norm_eps":1e-4},"text_config":{"projection_size":32}}""", 1e-4f)]
    public void ReadEncoder_WholePair_ReadsTheVisionTower(string json, float epsilon) => CheckEncoder(json, epsilon, (saved, weights) =>
    {
        saved.Tower(weights, "");
        saved.Add("text_model.embeddings.token_embedding.weight", [1, 2], 2, 1);
        saved.Add("logit_scale", [4.6f]);
    });

    [Theory]
    [InlineData("language_model.model.", "language_model.lm_head", "vision_tower.", "multi_modal_projector.linear_1", "multi_modal_projector.linear_2")]
    [InlineData("model.language_model.", "lm_head", "model.vision_tower.", "model.multi_modal_projector.linear_1", "model.multi_modal_projector.linear_2")]
    public void ReadPair_SavedLlava_ReadsWhatWasSaved(string decoder, string head, string tower, string first, string second)
    {
        var json = """
            {"model_type":"llava","image_token_index":57,"vision_feature_layer":-2,"projector_hidden_act":"gelu_pytorch_tanh",
             "vision_config":{"model_type":"clip_vision_model","layer_norm_eps":2e-5,SIZES},"text_config":{"model_type":"llama","rope_theta":500,DECODER}}
            """;
        CheckPair(json, 57, 2e-5f, (saved, weights) =>
        {
            saved.Decoder(weights.Decoder, decoder, head);
            saved.Tower(weights.Vision, tower);
            saved.Linear(first, weights.Projector.Layers[0]);
            saved.Linear(second, weights.Projector.Layers[1]);
        });
    }

    /// <summary>The decoder's rotation base, its epsilon and the tower are those of the original code's own configuration.</summary>
    [Fact]
    public void ReadPair_OriginalLlavaWithoutItsTower_NamesWhatIsMissing()
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.json", $$"""{"model_type":"llava_llama","mm_vision_tower":"openai/clip-vit-large-patch14-336","mm_projector_type":"mlp2x_gelu",{{DecoderSizes}}}""");
        var pair = (VisionLanguageConfig)HuggingFaceConfig.Parse(File.ReadAllText(folder.File("config.json")));
        var seeded = new SeededWeights(5);
        var saved = new SavedVision();
        saved.Decoder(seeded.Decoder(pair.Decoder, Rotary(500)), "model.", "lm_head");
        var projector = seeded.Projector(pair);
        saved.Linear("model.mm_projector.0", projector.Layers[0]);
        saved.Linear("model.mm_projector.2", projector.Layers[1]);
        saved.Writer.Write(folder.File("model.safetensors"));

        var error = Assert.Throws<InvalidModelException>(() => VisionFolder.ReadPair(folder.Path));
        // 24 blocks of 16 tensors, three norms less one, class token, patches, positions: nothing of decoder and projector.
        Assert.Contains($"{(24 * 16) + 4 + 3} are missing: vision_tower.vision_model.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadEncoder_TensorOfAnotherShape_IsNamed()
    {
        using var folder = new TemporaryFolder();
        var json = """{"model_type":"clip_vision_model",SIZES}""".Replace("SIZES", Sizes, StringComparison.Ordinal);
        folder.Write("config.json", json.Replace("\"intermediate_size\":48", "\"intermediate_size\":64", StringComparison.Ordinal));
        var saved = new SavedVision();
        saved.Tower(new SeededWeights(4).Vision((VisionEncoderConfig)HuggingFaceConfig.Parse(json), 1e-5f), "");
        saved.Writer.Write(folder.File("model.safetensors"));

        var error = Assert.Throws<InvalidModelException>(() => VisionFolder.ReadEncoder(folder.Path));
        Assert.Contains("vision_model.encoder.layers.0.mlp.fc1.weight is 48 x 32 instead of 64 x 32", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadEncoder_TwoLayoutsAtOnce_IsRefused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.json", """{"model_type":"llava","vision_config":{SIZES},"text_config":{"model_type":"llama",DECODER}}"""
            .Replace("SIZES", Sizes, StringComparison.Ordinal).Replace("DECODER", DecoderSizes, StringComparison.Ordinal));
        var saved = new SavedVision();
        saved.Add("vision_tower.x", [1], 1);
        saved.Add("model.vision_tower.x", [1], 1);
        saved.Writer.Write(folder.File("model.safetensors"));

        Assert.Contains("is the second tensor for vision_tower.x", Assert.Throws<InvalidModelException>(() => VisionFolder.ReadPair(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"model_type":"llama","hidden_size":48,"num_hidden_layers":2,"num_attention_heads":6,"intermediate_size":80,"vocab_size":61,"max_position_embeddings":64}""", "describes no vision encoder")]
    [InlineData("""{"model_type":"vit","layer_norm_eps":-1,SIZES}""", "layer_norm_eps: -1 is not a positive number")]
    [InlineData("""{"model_type":"vit","layer_norm_eps":"small",SIZES}""", "layer_norm_eps: \"small\" is not a positive number")]
    public void ReadEncoder_WrongConfiguration_NamesTheField(string json, string expected)
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.json", json.Replace("SIZES", Sizes, StringComparison.Ordinal));
        Assert.Contains(expected, Assert.Throws<InvalidConfigException>(() => VisionFolder.ReadEncoder(folder.Path)).Message, StringComparison.Ordinal);
    }

    private static void CheckEncoder(string template, float epsilon, Action<SavedVision, VisionEncoderWeights> save)
    {
        var json = template.Replace("SIZES", Sizes, StringComparison.Ordinal);
        var config = HuggingFaceConfig.Parse(json) switch
        {
            DualEncoderConfig pair => pair.Vision,
            var other => (VisionEncoderConfig)other,
        };
        var expected = new SeededWeights(2).Vision(config, epsilon);
        using var folder = new TemporaryFolder();
        folder.Write("config.json", json);
        var saved = new SavedVision();
        save(saved, expected);
        saved.Writer.Write(folder.File("model.safetensors"));

        var actual = VisionFolder.ReadEncoder(folder.Path);
        var image = new SeededWeights(3).Normal(3 * 16 * 16, 1);
        Assert.Equal(epsilon, actual.Blocks[^1].MlpNorm.Epsilon);
        Assert.Equal(new ReferenceVisionEncoder(expected).Encode(image, VisualBudget.Full), new ReferenceVisionEncoder(actual).Encode(image, VisualBudget.Full));
    }

    private static void CheckPair(string template, int imageToken, float epsilon, Action<SavedVision, VisionLanguageWeights> save)
    {
        var json = template.Replace("SIZES", Sizes, StringComparison.Ordinal).Replace("DECODER", DecoderSizes, StringComparison.Ordinal);
        var config = (VisionLanguageConfig)HuggingFaceConfig.Parse(json);
        var seeded = new SeededWeights(6);
        var expected = new VisionLanguageWeights(config, seeded.Vision(config.Vision, epsilon), seeded.Projector(config), seeded.Decoder(config.Decoder, Rotary(500)), imageToken);
        using var folder = new TemporaryFolder();
        folder.Write("config.json", json);
        var saved = new SavedVision();
        save(saved, expected);
        saved.Writer.Write(folder.File("model.safetensors"));

        var actual = VisionFolder.ReadPair(folder.Path);
        var image = new SeededWeights(3).Normal(3 * 16 * 16, 1);
        Assert.Equal(imageToken, actual.ImageToken);
        Assert.Equal(new ReferenceVisionLanguage(expected).EmbedImage(image, VisualBudget.Full), new ReferenceVisionLanguage(actual).EmbedImage(image, VisualBudget.Full));
        Assert.Equal(Logits(expected.Decoder), Logits(actual.Decoder));
    }

    private static float[] Logits(DecoderWeights weights)
    {
        using var session = new ReferenceDecoder(weights).Start(4);
        var logits = new float[61];
        session.Append([1, 2, 3, 4], logits);
        return logits;
    }

    private static RotaryEmbedding Rotary(double theta) => RotaryEmbedding.FromTheta(theta, 8, interleaved: false);
}
