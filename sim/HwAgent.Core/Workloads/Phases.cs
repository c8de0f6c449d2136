namespace HwAgent.Core.Workloads;

/// <summary>The phases of a model that a <see cref="Workload"/> can describe.</summary>
public static class Phases
{
    /// <summary>All prompt tokens at once, logits of the last one.</summary>
    public const string Prefill = "prefill";

    /// <summary>One new token against a filled key-value cache.</summary>
    public const string Decode = "decode";

    /// <summary>One pass of an encoder (image or text).</summary>
    public const string Encode = "encode";

    public static IReadOnlyList<string> All { get; } = [Prefill, Decode, Encode];
}
