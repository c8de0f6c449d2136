namespace HwAgent.Evaluation.SelfChecking;

/// <summary>An output of the design under test that is recorded.</summary>
/// <param name="Name">Of the port.</param>
/// <param name="IsRead">The testbench looks at it.</param>
internal sealed record ObservedOutput(string Name, bool IsRead);
