using System.Text.Json.Serialization;

namespace HwAgent.Core.Workloads;

/// <summary>A pre-norm, decoder-only language model (llama, qwen2, mistral, opt).</summary>
public sealed record DecoderConfig(string Name) : TransformerConfig(Name)
{
    /// <summary>Width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    public required int Layers { get; init; }

    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Key and value heads; divides <see cref="Heads"/> (grouped-query attention when smaller).</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>Width of one head; usually, not always, <see cref="HiddenSize"/> / <see cref="Heads"/>.</summary>
    public required int HeadSize { get; init; }

    /// <summary>Width inside the MLP.</summary>
    public required int IntermediateSize { get; init; }

    public required int VocabularySize { get; init; }

    /// <summary>Longest sequence the model was trained for; a hard limit only for learned positions.</summary>
    public required int MaxPositions { get; init; }

    /// <summary><c>silu</c>, <c>relu</c>, <c>gelu</c> or <c>quick_gelu</c>.</summary>
    public string Activation { get; init; } = "silu";

    /// <summary>True for GELU by tanh (gelu_new, gelu_pytorch_tanh) instead of the error function: the cost is the same, the values are not.</summary>
    public bool ApproximateGelu { get; init; }

    /// <summary>The exact function, as the reference computes it: <c>gelu_tanh</c> or the name of <see cref="Activation"/>.</summary>
    public string ActivationFunction => ApproximateGelu ? "gelu_tanh" : Activation;

    /// <summary>True for down(act(gate(x)) * up(x)), false for fc2(act(fc1(x))).</summary>
    public bool GatedMlp { get; init; } = true;

    public NormKind Norm { get; init; } = NormKind.RmsNorm;

    public PositionKind Positions { get; init; } = PositionKind.Rope;

    /// <summary>Rows of the learned position table beyond <see cref="MaxPositions"/> (OPT keeps 2 for padding).</summary>
    public int PositionOffset { get; init; }

    public bool QkvBias { get; init; }

    public bool OutputBias { get; init; }

    public bool MlpBias { get; init; }

    /// <summary>True when the output head is the token table; its parameters then count once.</summary>
    public bool TiedEmbeddings { get; init; }

    /// <summary>Each query sees at most this many keys; null for all of them.</summary>
    public int? SlidingWindow { get; init; }

    /// <summary>The blocks one by one, <see cref="Layers"/> of them, where pruning left blocks of different sizes; null: all have the sizes above.</summary>
    [JsonIgnore] public IReadOnlyList<BlockShape>? BlockShapes { get; init; }

    public override IReadOnlyList<string> SupportedPhases => [Phases.Prefill, Phases.Decode];
}
