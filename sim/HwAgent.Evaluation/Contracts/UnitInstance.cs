namespace HwAgent.Evaluation.Contracts;

/// <summary>A unit with values for its parameters: what the testbench instantiates and drives.</summary>
public sealed record UnitInstance
{
    /// <summary>Parameters the testbench sets; those not named keep the module's own value.</summary>
    public required IReadOnlyList<UnitParameter> Parameters { get; init; }

    /// <summary>Every port, clock and reset included, with its width for these parameters.</summary>
    public required IReadOnlyList<UnitPort> Ports { get; init; }

    /// <summary>Drives the inputs and states the outputs: corners first, then seeded random cycles.</summary>
    public required Action<UnitTrace> Generate { get; init; }

    /// <summary><c>Width = 8, Depth = 4</c>, or nothing without parameters.</summary>
    public string Title => string.Join(", ", Parameters.Select(static parameter => $"{parameter.Name} = {parameter.Value}"));

    /// <summary>The vectors of a seed; the same for the same seed on every machine.</summary>
    public UnitTrace Vectors(ulong seed)
    {
        var trace = new UnitTrace(Ports, seed);
        Generate(trace);
        trace.Complete();
        return trace;
    }
}
