namespace HwAgent.Core.Models;

/// <summary>The places of a transformer whose values calibration and compression look at.</summary>
public enum ActivationKind
{
    /// <summary>The residual stream in front of a block; the block's number may be the count of blocks: what leaves the last one.</summary>
    BlockInput,

    /// <summary>What query, key and value projections read (behind the norm).</summary>
    AttentionInput,

    /// <summary>Queries before the rotation; and so on for keys.</summary>
    Query,
    Key,
    Value,

    /// <summary>Queries and keys behind the rotation.</summary>
    RotatedQuery,
    RotatedKey,

    /// <summary>What the attention's output projection reads: heads side by side.</summary>
    AttentionOutput,

    /// <summary>What the attention's output projection adds to the residual stream.</summary>
    AttentionResidual,

    /// <summary>The residual stream between attention and MLP.</summary>
    MiddleResidual,

    /// <summary>What gate and up read (behind the norm).</summary>
    MlpInput,

    /// <summary>The gate before its activation function; up without a gate.</summary>
    Gate,

    Up,

    /// <summary>What down reads.</summary>
    DownInput,

    /// <summary>What down adds to the residual stream.</summary>
    MlpResidual,

    /// <summary>Pixels of the patches, as the patch embedding of a vision encoder reads them.</summary>
    PatchInput,

    /// <summary>Patches and extra tokens with their positions, in front of the embedding norm; only where the encoder has one.</summary>
    EmbeddingSum,

    /// <summary>What the head reads (behind the final norm).</summary>
    HeadInput,
    Logits,
}
