using CsCheck;
using HwAgent.Core.Workloads;

namespace HwAgent.Core.Tests.Workloads;

public class HuggingFaceConfigTests
{
    private const string TinyLlama = """
        {"architectures": ["LlamaForCausalLM"], "attention_bias": false, "bos_token_id": 1, "eos_token_id": 2, "hidden_act": "silu", "hidden_size": 2048,
         "intermediate_size": 5632, "max_position_embeddings": 2048, "model_type": "llama", "num_attention_heads": 32, "num_hidden_layers": 22,
         "num_key_value_heads": 4, "pretraining_tp": 1, "rms_norm_eps": 1e-05, "rope_scaling": null, "rope_theta": 10000.0,
         "tie_word_embeddings": false, "torch_dtype": "bfloat16", "vocab_size": 32000}
        """;

    private const string Qwen2 = """
        {"architectures": ["Qwen2ForCausalLM"], "hidden_act": "silu", "hidden_size": 896, "intermediate_size": 4864, "max_position_embeddings": 131072,
         "max_window_layers": 24, "model_type": "qwen2", "num_attention_heads": 14, "num_hidden_layers": 24, "num_key_value_heads": 2,
         "sliding_window": 131072, "tie_word_embeddings": true, "use_sliding_window": false, "vocab_size": 151936}
        """;

    private const string Mistral = """
        {"architectures": ["MistralForCausalLM"], "hidden_act": "silu", "hidden_size": 4096, "intermediate_size": 14336, "max_position_embeddings": 32768,
         "model_type": "mistral", "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 8, "sliding_window": 4096, "vocab_size": 32000}
        """;

    private const string Opt125M = """
        {"activation_function": "relu", "architectures": ["OPTForCausalLM"], "do_layer_norm_before": true, "ffn_dim": 3072, "hidden_size": 768,
         "max_position_embeddings": 2048, "model_type": "opt", "num_attention_heads": 12, "num_hidden_layers": 12, "vocab_size": 50272, "word_embed_proj_dim": 768}
        """;

    private const string BertBase = """
        {"architectures": ["BertForMaskedLM"], "hidden_act": "gelu", "hidden_size": 768, "intermediate_size": 3072, "max_position_embeddings": 512,
         "model_type": "bert", "num_attention_heads": 12, "num_hidden_layers": 12, "type_vocab_size": 2, "vocab_size": 30522}
        """;

    private const string VitBase = """
        {"architectures": ["ViTModel"], "hidden_act": "gelu", "hidden_size": 768, "image_size": 224, "intermediate_size": 3072, "model_type": "vit",
         "num_attention_heads": 12, "num_channels": 3, "num_hidden_layers": 12, "patch_size": 16, "qkv_bias": true}
        """;

    private const string DeitDistilled = """
        {"architectures": ["DeiTForImageClassificationWithTeacher"], "hidden_act": "gelu", "hidden_size": 384, "image_size": 224, "intermediate_size": 1536,
         "model_type": "deit", "num_attention_heads": 6, "num_channels": 3, "num_hidden_layers": 12, "num_labels": 1000, "patch_size": 16}
        """;

    private const string ClipLarge336 = """
        {"architectures": ["CLIPModel"], "model_type": "clip", "projection_dim": 768,
         "text_config": {"hidden_size": 768, "intermediate_size": 3072, "model_type": "clip_text_model", "num_attention_heads": 12, "projection_dim": 768},
         "vision_config": {"hidden_size": 1024, "image_size": 336, "intermediate_size": 4096, "model_type": "clip_vision_model",
           "num_attention_heads": 16, "num_hidden_layers": 24, "patch_size": 14, "projection_dim": 768}}
        """;

    private const string SiglipBase = """
        {"architectures": ["SiglipModel"], "model_type": "siglip", "text_config": {"model_type": "siglip_text_model"}, "vision_config": {"model_type": "siglip_vision_model"}}
        """;

    private const string Llava = """
        {"architectures": ["LlavaForConditionalGeneration"], "image_token_index": 32000, "model_type": "llava", "projector_hidden_act": "gelu",
         "text_config": {"_name_or_path": "lmsys/vicuna-7b-v1.5", "max_position_embeddings": 4096, "model_type": "llama", "rms_norm_eps": 1e-05, "vocab_size": 32064},
         "vision_config": {"hidden_size": 1024, "image_size": 336, "intermediate_size": 4096, "model_type": "clip_vision_model",
           "num_attention_heads": 16, "num_hidden_layers": 24, "patch_size": 14, "projection_dim": 768, "vocab_size": 32000},
         "vision_feature_layer": -2, "vision_feature_select_strategy": "default", "vocab_size": 32064}
        """;

    private const string TinyLlava = """
        {"architectures": ["TinyLlavaLlamaForCausalLM"], "hidden_act": "silu", "hidden_size": 2048, "intermediate_size": 5632, "max_position_embeddings": 2048,
         "mm_hidden_size": 1152, "mm_projector_type": "mlp2x_gelu", "mm_vision_select_feature": "patch", "mm_vision_select_layer": -2,
         "mm_vision_tower": "bczhou/TinyLLaVA-1.5B-SigLIP", "model_type": "tiny_llava_llama", "num_attention_heads": 32, "num_hidden_layers": 22,
         "num_key_value_heads": 4, "vocab_size": 32000}
        """;

    /// <summary>Configurations as published (fields that shape no operator left out) and the parameters of their checkpoints.</summary>
    public static TheoryData<string, long> Published => new()
    {
        { TinyLlama, 1_100_048_384 },
        { Qwen2, 494_032_768 },
        // safetensors metadata of mistralai/Mistral-7B-v0.1: 7241732096.
        { Mistral, 7_241_732_096 },
        // OPTForCausalLM of facebook/opt-125m: 125239296.
        { Opt125M, 125_239_296 },
        { BertBase, 109_482_240 },
        // ViTModel of google/vit-base-patch16-224-in21k: ViT-B/16 without classifier 85798656 + pooler 768^2+768.
        { VitBase, 86_389_248 },
        // facebook/deit-small-distilled-patch16-224: DeiT-S 22050664 + distillation token 384 + its position 384 + second classifier 385000.
        { DeitDistilled, 22_436_432 },
        // Keras Hub lists clip_vit_large_patch14_336 with 427944193.
        { ClipLarge336, 427_944_193 },
        // mteb lists google/siglip-base-patch16-224 with 203155970.
        { SiglipBase, 203_155_970 },
        { Llava, 7_063_427_072 },
        { TinyLlava, 1_534_831_680 },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void Parse_PublishedConfig_HasThePublishedParameters(string json, long parameters) =>
        Assert.Equal(parameters, WorkloadBuilder.ParameterCount(HuggingFaceConfig.Parse(json)));

    [Theory]
    [InlineData(TinyLlama, "tinyllama-1.1b")]
    [InlineData(Qwen2, "qwen2-0.5b")]
    [InlineData(BertBase, "bert-base")]
    public void Parse_ConfigOfAPreset_EqualsThePreset(string json, string preset) =>
        Assert.Equal(WorkloadPresets.Get(preset), HuggingFaceConfig.Parse(json, name: preset));

    [Theory]
    [InlineData(Llava, "llava-1.5-7b")]
    [InlineData(TinyLlava, "tinyllava-1.5b")]
    public void Parse_PairOfAPreset_MakesTheSameOperators(string json, string preset) =>
        Assert.Equal(
            WorkloadBuilder.Build(WorkloadPresets.Get(preset), new WorkloadOptions()).Operators,
            WorkloadBuilder.Build(HuggingFaceConfig.Parse(json), new WorkloadOptions()).Operators);

    [Fact]
    public void Parse_ClipVisionWithProjection_HasTheProjection()
    {
        const string Json = """
            {"architectures": ["CLIPVisionModelWithProjection"], "hidden_size": 1024, "image_size": 336, "intermediate_size": 4096, "model_type": "clip_vision_model",
             "num_attention_heads": 16, "num_hidden_layers": 24, "patch_size": 14, "projection_dim": 768}
            """;

        // The tower and 1024*768 without bias.
        Assert.Equal(303_507_456 + (1024 * 768), WorkloadBuilder.ParameterCount(HuggingFaceConfig.Parse(Json)));
    }

    [Theory]
    [InlineData("{", "c.json: line 1, column 2: is not valid JSON -> fetch the file again, or undo the last edit")]
    [InlineData("[]", "c.json: (document): is not a JSON object -> give the config.json of a model repository")]
    [InlineData("{\"model_type\": 3}", "c.json: model_type: 3 is not a string -> give a string")]
    [InlineData("{\"model_type\": \"\\ud800\"}", "c.json: model_type: \"\\ud800\" is not a string -> give a string")]
    [InlineData("{\"model_type\": \"vit\", \"image_size\": 16777216, \"patch_size\": 1, \"hidden_size\": 8, \"num_hidden_layers\": 1, \"num_attention_heads\": 1, \"intermediate_size\": 8}",
        "c.json: (document): describes more parameters than can be counted -> check its sizes against the checkpoint")]
    [InlineData("{\"model_type\": \"llama\"}", "c.json: hidden_size: is missing -> add it as a positive integer; a config.json saved by transformers has it")]
    [InlineData("{\"model_type\": \"llama\", \"hidden_size\": \"big\"}", "c.json: hidden_size: \"big\" is not an integer from 1 to 16777216 -> give an integer from 1 to 16777216")]
    [InlineData("{\"model_type\": \"llama\", \"hidden_size\": 10, \"num_attention_heads\": 3, \"num_hidden_layers\": 1, \"intermediate_size\": 4, \"vocab_size\": 8, \"max_position_embeddings\": 8}",
        "c.json: hidden_size: 10 is not a multiple of num_attention_heads = 3 -> check both fields against the checkpoint")]
    [InlineData("{\"model_type\": \"llava\", \"vision_config\": {\"model_type\": \"pixtral\"}, \"text_config\": {}}",
        "c.json: vision_config.model_type: 'pixtral' is not supported -> use one of: clip_vision_model, siglip_vision_model")]
    [InlineData("{\"model_type\": \"llava\", \"vision_config\": {\"patch_size\": 0}, \"text_config\": {}}",
        "c.json: vision_config.patch_size: 0 is not an integer from 1 to 16777216 -> give an integer from 1 to 16777216")]
    [InlineData("{\"model_type\": \"llava\", \"vision_config\": {}, \"text_config\": {}, \"vision_feature_layer\": -14}",
        "c.json: vision_feature_layer: -14 is not a layer of the 12 of the vision tower -> give -13 to 12")]
    [InlineData("{\"model_type\": \"bert\", \"position_embedding_type\": \"relative_key\"}",
        "c.json: position_embedding_type: 'relative_key' is not supported -> only absolute positions are modelled")]
    [InlineData("{\"model_type\": \"qwen2\", \"use_sliding_window\": true}", "c.json: use_sliding_window: 'true' is not supported -> only false is modelled")]
    [InlineData("{\"model_type\": \"llava\", \"mm_vision_tower\": \"eva/eva-clip\"}",
        "c.json: mm_vision_tower: 'eva/eva-clip' is not supported -> use clip-vit-large-patch14, clip-vit-large-patch14-336 or siglip-so400m-patch14-384, or give vision_config and text_config")]
    public void Parse_BadConfig_NamesFileFieldAndRemedy(string json, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidConfigException>(() => HuggingFaceConfig.Parse(json, "c.json")).Message);

    [Fact]
    public void Parse_UnknownModelType_ListsTheKnownOnes()
    {
        var e = Assert.Throws<InvalidConfigException>(() => HuggingFaceConfig.Parse("""{"model_type": "mixtral"}"""));

        Assert.Equal("'mixtral' is not supported", e.Problem);
        Assert.StartsWith("use one of: llama, mistral, qwen2", e.Advice, StringComparison.Ordinal);
        Assert.Equal("config.json", e.ToDiagnostic().File);
    }

    [Fact]
    public void Parse_DamagedConfig_ThrowsNothingElse()
    {
        string[] valid = [TinyLlama, Opt125M, DeitDistilled, ClipLarge336, Llava, TinyLlava];
        Gen.Select(Gen.OneOf(valid), Gen.Int[0, 400], Gen.Int[0, 8], Gen.String[Gen.OneOf("{}[]:,\"-019e.tnu\\".ToCharArray()), 0, 6]).Sample(
            (json, at, removed, inserted) =>
            {
                at = Math.Min(at, json.Length);
                var text = json.Remove(at, Math.Min(removed, json.Length - at)).Insert(at, inserted);
                try
                {
                    // What can be parsed can be built, or is refused for its size.
                    WorkloadBuilder.Build(HuggingFaceConfig.Parse(text), new WorkloadOptions());
                }
                catch (InvalidConfigException e)
                {
                    Assert.NotEmpty(e.Advice);
                }
            },
            seed: "0000000000001",
            iter: 5000);
    }
}
