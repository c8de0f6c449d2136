namespace HwAgent.Core.Workloads;

/// <summary>A text encoder with learned positions: post-norm as BERT (the default), or pre-norm as the text towers of CLIP and SigLIP.</summary>
public sealed record TextEncoderConfig(string Name) : TransformerConfig(Name)
{
    public required int HiddenSize { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    public required int IntermediateSize { get; init; }

    public required int VocabularySize { get; init; }

    /// <summary>Rows of the position table: a hard limit on the sequence length.</summary>
    public required int MaxPositions { get; init; }

    public string Activation { get; init; } = "gelu";

    /// <summary>Rows of the segment table; 0 for none.</summary>
    public int SegmentTypes { get; init; }

    /// <summary>True: norm after each residual add, and after the embedding. False: norm before each sub-layer, and after the last block.</summary>
    public bool PostNorm { get; init; } = true;

    /// <summary>True for a dense layer and tanh on the first token (BertModel).</summary>
    public bool Pooler { get; init; }

    /// <summary>Output width of a projection of one row a sequence, or null.</summary>
    public int? ProjectionSize { get; init; }

    public bool ProjectionBias { get; init; }

    public override IReadOnlyList<string> SupportedPhases => [Phases.Encode];
}
