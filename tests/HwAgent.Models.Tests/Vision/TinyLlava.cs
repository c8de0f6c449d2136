using HwAgent.Core.Models;
using HwAgent.Core.Workloads;
using SkiaSharp;

namespace HwAgent.Models.Tests.Vision;

/// <summary>A vision-language pair with random weights, saved as transformers saves it, with a tokenizer, a picture, and lines to calibrate on.</summary>
internal static class TinyLlava
{
    public const int ImageToken = 511;

    public const int Pictures = 9;

    /// <summary>16 patches at its own resolution; the feature layer is behind the second of three blocks.</summary>
    public const string Config =
        """
        {"model_type":"llava","image_token_index":511,"vision_feature_layer":-2,
         "vision_config":{"model_type":"clip_vision_model","image_size":16,"patch_size":4,"hidden_size":32,"num_hidden_layers":3,"num_attention_heads":4,"intermediate_size":48},
         "text_config":{"model_type":"llama","hidden_size":48,"num_hidden_layers":2,"num_attention_heads":6,"num_key_value_heads":2,"intermediate_size":80,"vocab_size":512,"max_position_embeddings":64,"rms_norm_eps":1e-05}}
        """;

    private static readonly string[] Texts =
    [
        "Once upon a time, there was a red ball.", "The cat sat on the mat and looked at the sun.", "Tom had a big blue car.", "She saw a bird in the tree.", "They went to the park to play.",
        "Lily found a shiny stone by the lake.", "The dog ran fast and was happy.", "Mom made a cake for Ben.", "It was a sunny day and they all smiled.",
    ];

    public static VisionLanguageWeights Weights()
    {
        var config = (VisionLanguageConfig)HuggingFaceConfig.Parse(Config);
        var seeded = new SeededWeights(8);
        var decoder = seeded.Decoder(config.Decoder, RotaryEmbedding.FromTheta(10000, 8, interleaved: false));
        var vision = seeded.Vision(config.Vision, 1e-5f);
        return new VisionLanguageWeights(config, vision, seeded.Projector(config), decoder, ImageToken);
    }

    /// <summary>Writes the model, <c>picture.png</c>, <c>pictures.jsonl</c> and the pictures that it names into a folder.</summary>
    public static void Write(string folder)
    {
        string At(string name) => Path.Combine(folder, name);
        var (pair, saved) = (Weights(), new SavedVision());
        saved.Decoder(pair.Decoder, "language_model.model.", "language_model.lm_head");
        saved.Tower(pair.Vision, "vision_tower.");
        for (var i = 0; i < pair.Projector.Layers.Count; i++) saved.Linear($"multi_modal_projector.linear_{i + 1}", pair.Projector.Layers[i]);
        saved.Writer.Write(At("model.safetensors"));
        File.WriteAllText(At("config.json"), Config);
        File.WriteAllText(At("preprocessor_config.json"), """{"image_processor_type":"CLIPImageProcessor","size":{"shortest_edge":16},"crop_size":{"height":16,"width":16}}""");
        File.WriteAllBytes(At("picture.png"), Images.Pictures.Encode(24, 20, (x, y) => new SKColor((byte)(10 * x), (byte)(12 * y), (byte)(x * y))));
        File.Copy(ModelFiles.Stories260KTokens, At("tok512.bin"));
        for (var i = 0; i < Pictures; i++)
        {
            var (red, green, blue) = (3 + 5 * i, 7 + 4 * i, 1 + i);
            File.WriteAllBytes(At($"{i}.png"), Images.Pictures.Encode(20 + i, 24, (x, y) => new SKColor((byte)(red * x), (byte)(green * y), (byte)(blue * x * y))));
        }

        File.WriteAllText(At("pictures.jsonl"), string.Concat(Texts.Select((text, i) => $$"""{"image": "{{i}}.png", "text": "{{text}}"}""" + "\n")));
    }
}
