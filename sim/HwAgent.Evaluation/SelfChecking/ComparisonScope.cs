namespace HwAgent.Evaluation.SelfChecking;

/// <summary>How much of a design's behaviour its task fixes, and so how much of it is compared with the verified design.</summary>
public enum ComparisonScope
{
    /// <summary>What the testbench checks: latency, idle values or the like are open.</summary>
    Checks,

    /// <summary>Every output at every instant under the testbench's stimulus.</summary>
    Stimulus,

    /// <summary>Every output at every instant under any stimulus: random stimulus is tried as well.</summary>
    AnyStimulus,
}
