namespace HwAgent.Evaluation.Contracts;

/// <summary>A module parameter that the surroundings set.</summary>
/// <param name="Name">As declared in the module.</param>
/// <param name="Value">What the testbench sets it to.</param>
/// <param name="Range">Every value it may have, in words.</param>
public sealed record UnitParameter(string Name, int Value, string Range);
