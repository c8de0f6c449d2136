namespace HwAgent.Evaluation.SelfChecking;

/// <summary>One connection of the design under test, as the testbench writes it.</summary>
/// <param name="Port">Name of the port; null when the connection goes by position.</param>
/// <param name="Expression">What it is connected to; empty for nothing.</param>
/// <param name="Start">0-based position of the expression in the testbench.</param>
/// <param name="End">Position behind it.</param>
internal sealed record DutConnection(string? Port, string Expression, int Start, int End);
