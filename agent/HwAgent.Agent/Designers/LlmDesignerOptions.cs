using HwAgent.Dataflow.Search;

namespace HwAgent.Agent.Designers;

/// <summary>How a language model is asked.</summary>
public sealed record LlmDesignerOptions
{
    /// <summary>The one unit to redesign, e.g. <c>hwa_requantiser</c>; null: the model chooses what to propose.</summary>
    public string? Unit { get; init; }

    /// <summary>The model may propose parameters only, no RTL.</summary>
    public bool ParametersOnly { get; init; }

    /// <summary>The design that a redesigned unit goes into until a better one is found; null: the smallest template that runs the workload.</summary>
    public DesignPoint? StartingPoint { get; init; }

    /// <summary>Tool calls that one proposal may make; 0 offers no tools.</summary>
    public int MaxToolCalls { get; init; } = 12;

    /// <summary>Longest result of a tool that the model gets to see.</summary>
    public int MaxToolResultCharacters { get; init; } = 4000;

    /// <summary>Failed proposals in a row before the next larger model takes over; after as many with the largest a new idea is asked for.</summary>
    public int FailuresPerModel { get; init; } = 2;

    /// <summary>Ask the endpoint to enforce the schema of a reply. The reply is checked either way.</summary>
    public bool StructuredOutput { get; init; } = true;

    /// <summary>Upper limit of one reply in tokens, reasoning included; null: the endpoint's default.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>0 to 2; null: the endpoint's default.</summary>
    public double? Temperature { get; init; }
}
