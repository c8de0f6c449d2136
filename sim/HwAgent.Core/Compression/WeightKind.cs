namespace HwAgent.Core.Compression;

/// <summary>The matrices of a decoder. A tied head is one matrix, <see cref="Head"/>; only an untied model has an <see cref="Embedding"/> beside it.</summary>
public enum WeightKind
{
    Query,
    Key,
    Value,
    AttentionOutput,
    Gate,
    Up,
    Down,
    Embedding,
    Head,
}
