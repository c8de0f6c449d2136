namespace HwAgent.Core.Integer;

/// <summary>The matrices of a decoder: what widths are chosen for. Embedding and head belong to no block.</summary>
public enum DecoderModule
{
    Query,
    Key,
    Value,
    Output,

    /// <summary>Absent in an MLP without a gate.</summary>
    Gate,
    Up,
    Down,
    Embedding,
    Head,
}
