namespace HwAgent.Evals.Runtime;

/// <summary>Parts of the runtime benchmark.</summary>
[Flags]
public enum RuntimeParts
{
    None = 0,

    /// <summary>Kernels alone.</summary>
    Kernels = 1,

    /// <summary>Whole models: decoding and prompts.</summary>
    Models = 2,

    /// <summary>What drafts gain.</summary>
    Speculation = 4,

    All = Kernels | Models | Speculation,
}
