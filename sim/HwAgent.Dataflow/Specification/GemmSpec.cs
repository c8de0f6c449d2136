namespace HwAgent.Dataflow.Specification;

/// <summary>One bare matrix product C[M,N] = A[M,K] * B[K,N] with weights B.</summary>
public sealed record GemmSpec
{
    public static IReadOnlyList<string> AllowedActivations { get; } = ["gelu", "silu", "relu", "quick_gelu"];

    /// <summary>Unique in its list.</summary>
    public required string Name { get; init; }

    public required int M { get; init; }

    public required int N { get; init; }

    public required int K { get; init; }

    /// <summary>Executions, each with weights of its own.</summary>
    public long Repeats { get; init; } = 1;

    public bool Bias { get; init; }

    /// <summary>One of <see cref="AllowedActivations"/>, or null.</summary>
    public string? Activation { get; init; }

    /// <summary>True when the result is added to a residual of the same shape.</summary>
    public bool Residual { get; init; }
}
