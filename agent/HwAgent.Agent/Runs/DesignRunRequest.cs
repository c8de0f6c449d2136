using HwAgent.Agent.Loop;
using HwAgent.Agent.Reports;
using HwAgent.Agent.Trajectories;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Agent.Runs;

/// <summary>One run of <c>hwagent design</c>, fresh, resumed or repeated.</summary>
public sealed record DesignRunRequest
{
    public required DesignSpec Spec { get; init; }

    /// <summary>Text of the configuration that the spec names; null when it names none.</summary>
    public string? ConfigJson { get; init; }

    public required RunDirectory Directory { get; init; }

    /// <summary>Makes the designer.</summary>
    public required Func<DesignerContext, IDesigner> CreateDesigner { get; init; }

    /// <summary>Model names in cascade order; empty for the expert.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>What the models have used; asked at the end.</summary>
    public Func<UsageSummary> Usage { get; init; } = () => UsageSummary.None;

    /// <summary>The interrupted run in the same directory that goes on; null for a fresh one.</summary>
    public Trajectory? Resume { get; init; }

    /// <summary>The recorded run that is repeated elsewhere; null otherwise.</summary>
    public Trajectory? Repeat { get; init; }

    /// <summary>Told what happens.</summary>
    public required ILoopObserver Observer { get; init; }

    public required ReportContext Report { get; init; }
}
