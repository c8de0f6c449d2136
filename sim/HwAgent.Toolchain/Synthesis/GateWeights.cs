using System.Collections.Frozen;

namespace HwAgent.Toolchain.Synthesis;

/// <summary>
/// Area of the gates that synthesis maps to, in gate equivalents: 1 is a two-input NAND of unit drive. The values are the cell areas of
/// the open 45 nm library NangateOpenCellLibrary (PDK v1.3, X1 cells) divided by that of NAND2_X1, 0.798 square micrometres:
/// INV 0.532, NOR2 0.798, AND2 and OR2 1.064, XOR2 and XNOR2 1.596, MUX2 1.862, AOI21 and OAI21 1.064, AOI22 and OAI22 1.330,
/// DFF 4.522, DFFR and DFFS 5.320, DLH 2.660. NMUX is not in the library and taken as MUX2. 45 nm matches the default energy table.
/// </summary>
internal static class GateWeights
{
    private const double Nand2 = 0.798;

    private static readonly FrozenDictionary<string, double> SquareMicrometres = new Dictionary<string, double>
    {
        ["$_BUF_"] = 0, // a name for a wire; real buffers belong to layout
        ["$_NOT_"] = 0.532,
        ["$_NAND_"] = Nand2,
        ["$_NOR_"] = 0.798,
        ["$_AND_"] = 1.064,
        ["$_OR_"] = 1.064,
        ["$_XOR_"] = 1.596,
        ["$_XNOR_"] = 1.596,
        ["$_MUX_"] = 1.862,
        ["$_NMUX_"] = 1.862,
        ["$_AOI3_"] = 1.064,
        ["$_OAI3_"] = 1.064,
        ["$_AOI4_"] = 1.330,
        ["$_OAI4_"] = 1.330,
        ["$_DFF_P_"] = 4.522,
        ["$_DFF_PN0_"] = 5.320,
        ["$_DFF_PN1_"] = 5.320,
        ["$_DLATCH_P_"] = 2.660,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Weight of a cell, or null when synthesis should not have left such a cell.</summary>
    public static double? Of(string cell) => SquareMicrometres.TryGetValue(cell, out var area) ? area / Nand2 : null;

    /// <summary>Whether the cell keeps state.</summary>
    public static bool IsFlipFlop(string cell) => cell.StartsWith("$_DFF_", StringComparison.Ordinal) || cell.StartsWith("$_DLATCH_", StringComparison.Ordinal);
}
