namespace HwAgent.Evals.Runtime;

/// <summary>Parts of the runtime benchmark.</summary>
[Flags]
public enum RuntimeParts
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The kernels alone, under BenchmarkDotNet.</summary>
    Kernels = 1,

    /// <summary>Whole models.</summary>
    Models = 2,

    /// <summary>Ways to decode against each other.</summary>
    Comparison = 4,
}
