using HwAgent.Evaluation.Contracts;

namespace HwAgent.Evaluation.Probing;

/// <summary>One port of a module as its text declares it.</summary>
/// <param name="Name">As declared.</param>
/// <param name="Direction">As the module sees it.</param>
/// <param name="Left">Left bound of the range; 0 for a single bit.</param>
/// <param name="Right">Right bound of the range; 0 for a single bit.</param>
public sealed record ModulePort(string Name, PortDirection Direction, int Left, int Right)
{
    /// <summary>Declared signed.</summary>
    public bool IsSigned { get; init; }

    /// <summary>Declared with a range, even if of one bit.</summary>
    public bool HasRange { get; init; }

    /// <summary>Bits.</summary>
    public int Width => Math.Abs(Left - Right) + 1;

    public bool IsInput => Direction == PortDirection.Input;

    /// <summary>Sign and range with a space behind them, e.g. <c>signed [7:0] </c>; empty for a plain bit.</summary>
    public string Type => (IsSigned ? "signed " : string.Empty) + (HasRange ? $"[{Left}:{Right}] " : string.Empty);
}
