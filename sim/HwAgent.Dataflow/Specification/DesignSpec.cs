using HwAgent.Dataflow.Hardware;

namespace HwAgent.Dataflow.Specification;

/// <summary>What the user asks for: a workload, the numbers it is computed in, what it may cost, and how to look for it.</summary>
public sealed record DesignSpec
{
    /// <summary>Letters, digits, dot, dash and underscore, at most 64: it names the run directory.</summary>
    public required string Name { get; init; }

    public required WorkloadSpec Workload { get; init; }

    public NumericFormat Numeric { get; init; } = new();

    public Budget Budget { get; init; } = new();

    public Objective Objective { get; init; } = Objective.Latency;

    public DesignerKind Designer { get; init; } = DesignerKind.Expert;

    /// <summary>Which language model: <c>openai:NAME</c>, <c>azure:DEPLOYMENT</c>, <c>ollama:NAME</c>, <c>http://HOST:PORT/v1#NAME</c> or <c>replay:FILE</c>.</summary>
    public string? Model { get; init; }

    public SearchSettings Search { get; init; } = new();

    public TechnologyNode Technology { get; init; } = TechnologyNode.Horowitz45;

    /// <summary>Also count what the design takes on an FPGA; takes longer than the synthesis itself.</summary>
    public FpgaFamily Fpga { get; init; }

    /// <summary>The canonical text: every setting written out, the same bytes for equal specs; <see cref="DesignSpecReader"/> reads it back to an equal spec.</summary>
    public string ToYaml() => DesignSpecWriter.Write(this);
}
