using System.Globalization;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Runs;
using HwAgent.Core.Diagnostics;
using HwAgent.Dataflow.Formats.ScaleSim;
using HwAgent.Dataflow.Problems;
using Spectre.Console;

namespace HwAgent.Cli.Mapping;

/// <summary>The cycles that SCALE-Sim itself reports for products on a configuration of its own. It has no mapper: a configuration leaves nothing to search.</summary>
internal static class ScaleSimRun
{
    private const string Extension = ".cfg";

    /// <summary>Whether an architecture is a SCALE-Sim configuration.</summary>
    public static bool IsConfig(string? architecture) => architecture is not null && Path.GetExtension(architecture) == Extension;

    /// <summary>Prints them, product by product.</summary>
    /// <exception cref="CommandException">What is wrong with the configuration or the products.</exception>
    public static void Print(CommandContext context, string path, MapWork work)
    {
        var config = ArchitectureFiles.Value(ScaleSimConfigReader.Read(SpecFiles.ReadText(path, "name a SCALE-Sim configuration"), path), context.Error);
        ScaleSimRow[] rows = [.. work.Problems.Select(p => Row(config, p))];
        if (context.Json)
        {
            JsonOutput.Write(context.Output, rows);
            return;
        }

        context.Output.WriteLine($"{work.Name} on {config.Name}, {config.Rows}x{config.Columns}: cycles without stalls, as SCALE-Sim v2 counts them");
        var table = new Table().SimpleBorder().AddColumns("Product", "M x K x N");
        foreach (var column in (string[])["Repeats", "Cycles each"]) table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var row in rows) table.AddRow(new Text(row.Name), new Text($"{row.M} x {row.K} x {row.N}"), new Text(Count(row.Repeats)), new Text(Count(row.Cycles)));
        context.CreateConsole().Write(table);
    }

    private static ScaleSimRow Row(ScaleSimConfig config, TensorProblem problem)
    {
        long Size(string name) => problem.Dimensions.Where(d => d.Name == name).Select(d => d.Size).DefaultIfEmpty(1).Single();
        if (problem.Dimensions.Select(d => d.Name).Except(["H", "M", "N", "K"]).Any())
            throw new CommandException(new Diagnostic(ErrorPrinter.CommandLineTool, DiagnosticSeverity.Error, "arguments", $"{problem.Name} is no matrix product in M, N and K") { Advice = "SCALE-Sim counts matrix products only" });
        return new ScaleSimRow(problem.Name, Size("M"), Size("N"), Size("K"), problem.Repeats * Size("H"), ScaleSimTiming.StallFreeCycles(config, Size("M"), Size("N"), Size("K")));
    }

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
