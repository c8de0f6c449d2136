namespace HwAgent.Core.Compression;

/// <summary>The third level of the hierarchy component, block, module, channel group: matrices that read the same activations.</summary>
public enum ModuleKind
{
    QueryKeyValue,
    AttentionOutput,

    /// <summary>Gate and up; up alone without a gate.</summary>
    GateUp,

    Down,
    Embedding,
    Head,
}
