using System.CommandLine;
using HwAgent.Cli.CommandLine;
using HwAgent.Core.Diagnostics;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Mapper;

namespace HwAgent.Cli.Mapping;

/// <summary>How <c>map</c> looks at off-chip memory.</summary>
internal static class DramOptions
{
    private static readonly (string Word, DramLayoutKind Kind)[] Kinds = [("row-major", DramLayoutKind.RowMajor), ("column-major", DramLayoutKind.ColumnMajor), ("tile-major", DramLayoutKind.TileMajor)];

    public static readonly Option<string?> Account = new("--dram") { Description = "On an architecture with a geometry of its DRAM: banks (rows, bursts and refreshes count; what is taken then) or bandwidth" };
    public static readonly Option<string> Layout = new("--layout") { Description = "With --dram banks, how each operand of a product lies in DRAM: row-major, column-major, tile-major, or the best of them for each", DefaultValueFactory = _ => "best" };
    public static readonly Option<bool> Compare = new("--dram-layouts") { Description = "For a product: compare layouts of its tensors in the architecture's DRAM, or in a DDR4-2400 memory, by bursts and open rows" };

    static DramOptions()
    {
        Account.AcceptOnlyFromAmong("banks", "bandwidth");
        Layout.AcceptOnlyFromAmong([.. Kinds.Select(k => k.Word), "best"]);
    }

    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<Option> All { get; } = [Account, Layout, Compare];

    /// <summary>The layouts to choose from; null when rows and banks do not count.</summary>
    /// <exception cref="CommandException">They are asked for, and the architecture does not describe them.</exception>
    public static IReadOnlyList<DramLayoutKind>? KindsOf(CommandContext context, Architecture architecture)
    {
        var account = context.Arguments.GetValue(Account);
        var word = context.Arguments.GetRequiredValue(Layout);
        if (account == "bandwidth" && word != "best") throw Mistake("--layout changes nothing when bandwidth is all that counts", "leave it out, or give --dram banks");
        if (account == "bandwidth") return null;
        if (architecture.Levels[0].Geometry is not null) return word == "best" ? DramRanking.AllKinds : [Kinds.Single(k => k.Word == word).Kind];
        if (account is null && word == "best") return null;
        throw Mistake($"{architecture.Name} does not say what its {architecture.Levels[0].Name} is made of", "give its outermost level a geometry (sim/FORMATS.md), or take one that has it, such as edge-16x16-lpddr4");
    }

    private static CommandException Mistake(string message, string advice) =>
        new(new Diagnostic(ErrorPrinter.CommandLineTool, DiagnosticSeverity.Error, "arguments", message) { Advice = advice });
}
