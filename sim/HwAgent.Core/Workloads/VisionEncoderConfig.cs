using System.Text.Json.Serialization;

namespace HwAgent.Core.Workloads;

/// <summary>A pre-norm vision transformer over square patches of a square image (ViT, DeiT, CLIP and SigLIP towers).</summary>
public sealed record VisionEncoderConfig(string Name) : TransformerConfig(Name)
{
    /// <summary>Pixels a side that the position table was made for.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Pixels a side of one patch.</summary>
    public required int PatchSize { get; init; }

    public int Channels { get; init; } = 3;

    public required int HiddenSize { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    public required int IntermediateSize { get; init; }

    public string Activation { get; init; } = "gelu";

    /// <summary>True for GELU by tanh (gelu_new, gelu_pytorch_tanh) instead of the error function: the cost is the same, the values are not.</summary>
    public bool ApproximateGelu { get; init; }

    /// <summary>The exact function, as the reference computes it: <c>gelu_tanh</c> or the name of <see cref="Activation"/>.</summary>
    public string ActivationFunction => ApproximateGelu ? "gelu_tanh" : Activation;

    /// <summary>Tokens in front of the patches: 0 (SigLIP), 1 (class), 2 (class and distillation).</summary>
    public int ExtraTokens { get; init; } = 1;

    /// <summary>False for CLIP, whose patch convolution has no bias.</summary>
    public bool PatchBias { get; init; } = true;

    public bool QkvBias { get; init; } = true;

    /// <summary>True for CLIP, which normalises the embedded patches before the first block.</summary>
    public bool EmbeddingNorm { get; init; }

    /// <summary>True when the last norm reads only the class token (CLIP), false when it reads every token.</summary>
    public bool FinalNormOnClassToken { get; init; }

    /// <summary>True for a dense layer and tanh on the class token (ViTModel without a classifier).</summary>
    public bool Pooler { get; init; }

    /// <summary>True for SigLIP's pooling by attention with one learned query.</summary>
    public bool AttentionPooling { get; init; }

    /// <summary>Output width of a projection without bias on the pooled row (CLIP), or null.</summary>
    public int? ProjectionSize { get; init; }

    /// <summary>Outputs of the linear classifier, or null.</summary>
    public int? Classes { get; init; }

    /// <summary>Linear classifiers of <see cref="Classes"/> outputs: 2 for a distilled DeiT with its teacher head.</summary>
    public int ClassifierHeads { get; init; } = 1;

    /// <summary>The blocks one by one, <see cref="Layers"/> of them, where pruning left blocks of different sizes; null: all have the sizes above.</summary>
    [JsonIgnore] public IReadOnlyList<BlockShape>? BlockShapes { get; init; }

    public override IReadOnlyList<string> SupportedPhases => [Phases.Encode];

    /// <summary>Patches of one image: (floor((resolution - patch) / stride) + 1)^2. A stride below the patch size makes them overlap.</summary>
    public int Patches(int? resolution = null, int? stride = null)
    {
        var side = (((resolution ?? ImageSize) - PatchSize) / (stride ?? PatchSize)) + 1;
        return checked(side * side);
    }

    /// <summary>Patches that are left behind so many blocks when each merges up to <paramref name="merged"/> into others: at most half of those it has.</summary>
    public static int PatchesLeft(int patches, int blocks, int merged)
    {
        for (var i = 0; i < blocks && merged > 0; i++) patches -= Math.Min(merged, patches / 2);
        return patches;
    }
}
