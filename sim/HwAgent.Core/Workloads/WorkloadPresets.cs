namespace HwAgent.Core.Workloads;

/// <summary>The models that a spec can name. Every shape is the one of the published checkpoint it stands for.</summary>
public static class WorkloadPresets
{
    /// <summary>CLIP ViT-L/14 at 336 pixels, the vision tower without its projection (openai/clip-vit-large-patch14-336).</summary>
    private static readonly VisionEncoderConfig ClipLarge336 = new("clip-vit-l14-336")
    {
        ImageSize = 336,
        PatchSize = 14,
        HiddenSize = 1024,
        Layers = 24,
        Heads = 16,
        IntermediateSize = 4096,
        Activation = "quick_gelu",
        PatchBias = false,
        EmbeddingNorm = true,
        FinalNormOnClassToken = true,
    };

    /// <summary>SigLIP SO400M/14 at 384 pixels (google/siglip-so400m-patch14-384).</summary>
    private static readonly VisionEncoderConfig SiglipSo400M = new("siglip-so400m-p14-384")
    {
        ImageSize = 384,
        PatchSize = 14,
        HiddenSize = 1152,
        Layers = 27,
        Heads = 16,
        IntermediateSize = 4304,
        ApproximateGelu = true,
        ExtraTokens = 0,
        AttentionPooling = true,
    };

    /// <summary>TinyLlama/TinyLlama-1.1B-Chat-v1.0.</summary>
    private static readonly DecoderConfig TinyLlama = new("tinyllama-1.1b")
    {
        HiddenSize = 2048,
        Layers = 22,
        Heads = 32,
        KeyValueHeads = 4,
        HeadSize = 64,
        IntermediateSize = 5632,
        VocabularySize = 32000,
        MaxPositions = 2048,
    };

    /// <summary>Vicuna 7B v1.5: the shape of Llama 2 7B.</summary>
    private static readonly DecoderConfig Vicuna7B = new("vicuna-7b")
    {
        HiddenSize = 4096,
        Layers = 32,
        Heads = 32,
        KeyValueHeads = 32,
        HeadSize = 128,
        IntermediateSize = 11008,
        VocabularySize = 32000,
        MaxPositions = 4096,
    };

    private static readonly IReadOnlyList<TransformerConfig> Configs =
    [
        // google/vit-base-patch16-224 with its ImageNet-1k classifier.
        new VisionEncoderConfig("vit-b16")
        {
            ImageSize = 224,
            PatchSize = 16,
            HiddenSize = 768,
            Layers = 12,
            Heads = 12,
            IntermediateSize = 3072,
            Classes = 1000,
        },
        // facebook/deit-small-patch16-224 (not the distilled variant).
        new VisionEncoderConfig("deit-s")
        {
            ImageSize = 224,
            PatchSize = 16,
            HiddenSize = 384,
            Layers = 12,
            Heads = 6,
            IntermediateSize = 1536,
            Classes = 1000,
        },
        // google-bert/bert-base-uncased: BertModel with its pooler, no task head.
        new TextEncoderConfig("bert-base")
        {
            HiddenSize = 768,
            Layers = 12,
            Heads = 12,
            IntermediateSize = 3072,
            VocabularySize = 30522,
            MaxPositions = 512,
            SegmentTypes = 2,
            Pooler = true,
        },
        ClipLarge336,
        TinyLlama,
        // Qwen/Qwen2-0.5B.
        new DecoderConfig("qwen2-0.5b")
        {
            HiddenSize = 896,
            Layers = 24,
            Heads = 14,
            KeyValueHeads = 2,
            HeadSize = 64,
            IntermediateSize = 4864,
            VocabularySize = 151936,
            MaxPositions = 131072,
            QkvBias = true,
            TiedEmbeddings = true,
        },
        // meta-llama/Meta-Llama-3-8B.
        new DecoderConfig("llama3-8b")
        {
            HiddenSize = 4096,
            Layers = 32,
            Heads = 32,
            KeyValueHeads = 8,
            HeadSize = 128,
            IntermediateSize = 14336,
            VocabularySize = 128256,
            MaxPositions = 8192,
        },
        // llava-hf/llava-1.5-7b-hf: 64 rows were added to the vocabulary for <image> and padding.
        new VisionLanguageConfig("llava-1.5-7b", ClipLarge336, Vicuna7B with { VocabularySize = 32064 }),
        // bczhou/TinyLLaVA-1.5B: SigLIP SO400M, two-layer GELU projector, TinyLlama (arXiv 2402.14289).
        new VisionLanguageConfig("tinyllava-1.5b", SiglipSo400M, TinyLlama),
        // Ferret-UI-anyres (arXiv 2404.05719): the screen is cut in two along its longer side, and the two sub-images and the whole
        // screen each go through CLIP ViT-L/14 at 336 pixels. Two-layer GELU projector, features of the last but one layer, patches only, as
        // in the training scripts of apple/ml-ferret (ferretui); its released any-resolution checkpoints have other decoders. The region sampler, which only referring prompts use, is not included.
        new VisionLanguageConfig("ferret-ui-7b", ClipLarge336, Vicuna7B) { ImagesPerPrompt = 3 },
        // OPT-175B (arXiv 2205.01068, table 1: 96 layers, 96 heads, width 12288); vocabulary and positions as in facebook/opt-66b.
        new DecoderConfig("opt-175b")
        {
            HiddenSize = 12288,
            Layers = 96,
            Heads = 96,
            KeyValueHeads = 96,
            HeadSize = 128,
            IntermediateSize = 49152,
            VocabularySize = 50272,
            MaxPositions = 2048,
            Activation = "relu",
            GatedMlp = false,
            Norm = NormKind.LayerNorm,
            Positions = PositionKind.Learned,
            PositionOffset = 2,
            QkvBias = true,
            OutputBias = true,
            MlpBias = true,
            TiedEmbeddings = true,
        },
    ];

    /// <summary>Every preset name, in the order of the documentation.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Configs.Select(c => c.Name)];

    /// <summary>The model behind a name, or null when there is none.</summary>
    public static TransformerConfig? Find(string name) => Configs.FirstOrDefault(c => c.Name == name);

    /// <summary>The model behind a name.</summary>
    /// <exception cref="InvalidConfigException">An unknown name; the advice lists all.</exception>
    public static TransformerConfig Get(string name) =>
        Find(name) ?? throw new InvalidConfigException(null, "preset", $"'{name}' is not known", $"use one of: {string.Join(", ", Names)}");

    /// <summary>The vision towers that LLaVA-style configurations name instead of describing them, by the last part of that name.</summary>
    internal static VisionEncoderConfig? FindVisionTower(string repository) => repository[(repository.LastIndexOf('/') + 1)..] switch
    {
        "clip-vit-large-patch14-336" => ClipLarge336,
        "clip-vit-large-patch14" => ClipLarge336 with { Name = "clip-vit-l14", ImageSize = 224 },
        "siglip-so400m-patch14-384" => SiglipSo400M,
        // Fine-tuned copies of the same tower under names of their own.
        "TinyLLaVA-1.5B-SigLIP" or "TinyLLaVA-2.0B-SigLIP" or "TinyLLaVA-3.1B-SigLIP" => SiglipSo400M,
        _ => null,
    };
}
