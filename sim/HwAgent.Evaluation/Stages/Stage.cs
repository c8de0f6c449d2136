namespace HwAgent.Evaluation.Stages;

/// <summary>The checks of a candidate, in order.</summary>
public enum Stage
{
    /// <summary>Parameters and mappings within their ranges.</summary>
    Rules,

    /// <summary>Static policy on proposed RTL.</summary>
    Policy,

    /// <summary>Proposed units against their contracts.</summary>
    Units,
    Lint,
    Simulation,
    Synthesis,
}
