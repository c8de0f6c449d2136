namespace HwAgent.Dataflow.Hardware;

/// <summary>Predicted area of the logic.</summary>
/// <param name="GateEquivalents">All logic, in two-input NANDs; memories of at least 1024 bits are macros and not in it.</param>
/// <param name="ByUnit">The same by unit of hw-templates; the values add up to the total.</param>
public sealed record AreaPrediction(double GateEquivalents, IReadOnlyDictionary<string, double> ByUnit);
