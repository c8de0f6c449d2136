namespace HwAgent.Dataflow.Cost;

/// <summary>What one execution of a product costs on an accelerator.</summary>
public sealed record CostBreakdown
{
    /// <summary>Cycles from the first instruction to HALT; equal to the simulated count.</summary>
    public required long LatencyCycles { get; init; }

    /// <summary>Cycles in which the array takes operands.</summary>
    public required long BusyCycles { get; init; }

    /// <summary>Bytes read from memory.</summary>
    public required long ReadBytes { get; init; }

    /// <summary>Bytes written to memory.</summary>
    public required long WriteBytes { get; init; }

    /// <summary>Multiply-accumulates of the product.</summary>
    public required long Macs { get; init; }

    /// <summary>Multiply-accumulates over what the array could have done in the time, 0 to 1.</summary>
    public required double Utilisation { get; init; }

    /// <summary>Energy by part, in picojoules: keys <c>mac</c>, <c>register</c>, <c>activation_buffer</c>, <c>weight_buffer</c>, <c>accumulator</c>, <c>output_buffer</c>, <c>lane</c>, <c>parameter_memory</c>, <c>activation_table</c>, <c>dram</c>.</summary>
    public required IReadOnlyDictionary<string, double> EnergyPicojoulesByPart { get; init; }

    public double EnergyPicojoules => EnergyPicojoulesByPart.Values.Sum();

    /// <summary>What bounds the latency: <c>compute</c>, <c>memory</c> or <c>latency</c> (fill, drain and waiting).</summary>
    public required string BoundBy { get; init; }
}
