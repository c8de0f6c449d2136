namespace HwAgent.Evals.Runtime;

/// <summary>Parts of the runtime benchmark.</summary>
[Flags]
public enum RuntimeParts
{
    None = 0,

    /// <summary>Kernels alone, under BenchmarkDotNet.</summary>
    Kernels = 1,

    /// <summary>Whole models: decoding and prompts.</summary>
    Models = 2,

    /// <summary>Ways to decode against each other.</summary>
    Comparison = 4,

    /// <summary>What drafts gain.</summary>
    Speculation = 8,

    All = Kernels | Models | Comparison | Speculation,
}
