using System.Numerics;

namespace HwAgent.Evaluation.Contracts;

/// <summary>One port of a unit.</summary>
/// <param name="Name">As declared in the module.</param>
/// <param name="Direction">As the unit sees it.</param>
/// <param name="Width">Bits.</param>
/// <param name="Meaning">What it carries and when.</param>
public sealed record UnitPort(string Name, PortDirection Direction, int Width, string Meaning)
{
    public const string Clock = "clk_i";
    public const string Reset = "rst_ni";

    /// <summary>The value is a two's complement number.</summary>
    public bool IsSigned { get; init; }

    /// <summary>Carries data that some other port qualifies: whatever the contract leaves open is driven at random, so that nothing can rest on it.</summary>
    public bool IsData { get; init; }

    /// <summary>An output that has one value with these parameters, for example the number of a beat in a word of one beat.</summary>
    public bool IsConstant { get; init; }

    public bool IsInput => Direction == PortDirection.Input;

    /// <summary>As written in a port list: <c>input logic signed [7:0] act_i</c>.</summary>
    public string Declaration => $"{(IsInput ? "input" : "output")} logic {(IsSigned ? "signed " : string.Empty)}{(Width > 1 ? $"[{Width - 1}:0] " : string.Empty)}{Name}";

    public static UnitPort In(string name, int width, string meaning) => new(name, PortDirection.Input, width, meaning);

    public static UnitPort DataIn(string name, int width, string meaning, bool isSigned = false) => In(name, width, meaning) with { IsData = true, IsSigned = isSigned };

    public static UnitPort Out(string name, int width, string meaning, bool isSigned = false) => new(name, PortDirection.Output, width, meaning) { IsSigned = isSigned };

    public static UnitPort ClockIn() => In(Clock, 1, "clock; everything happens at its rising edge");

    public static UnitPort ResetIn() => In(Reset, 1, "asynchronous reset, active low");

    /// <summary>The low <see cref="Width"/> bits of a value as an unsigned number.</summary>
    internal BigInteger Wrap(BigInteger value) => value & ((BigInteger.One << Width) - 1);

    /// <summary>A wrapped value for people: signed ports in decimal, wide ones in hexadecimal.</summary>
    internal string Format(BigInteger wrapped)
    {
        if (IsSigned && Width <= 64) return (wrapped >> (Width - 1) == 1 ? wrapped - (BigInteger.One << Width) : wrapped).ToString();
        return Width <= 8 ? wrapped.ToString() : "0x" + UnitTrace.Hex(wrapped, Width);
    }
}
