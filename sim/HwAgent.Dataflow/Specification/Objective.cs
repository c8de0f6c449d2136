namespace HwAgent.Dataflow.Specification;

/// <summary>What to make small, within the budget.</summary>
public enum Objective
{
    /// <summary>Cycles of one pass of the workload.</summary>
    Latency,

    /// <summary>Picojoules of one pass of the workload.</summary>
    Energy,

    /// <summary>Energy times latency.</summary>
    Edp,

    /// <summary>Gate equivalents.</summary>
    Area,
}
