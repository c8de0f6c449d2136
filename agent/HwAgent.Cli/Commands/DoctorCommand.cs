using System.CommandLine;
using System.Runtime.InteropServices;
using HwAgent.Cli.CommandLine;
using HwAgent.Toolchain.Inventory;
using Spectre.Console;

namespace HwAgent.Cli.Commands;

/// <summary><c>hwagent doctor</c>: which tools this machine has, and what each missing one disables.</summary>
public static class DoctorCommand
{
    public static CommandEntry Create()
    {
        var command = new Command("doctor", "Show every tool, its version, and what a missing one disables");
        command.Options.Add(CommonOptions.Json);
        return CommandEntry.Create(command, RunAsync, "hwagent doctor", "hwagent doctor --json");
    }

    private static async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        var tools = await ToolInventory.ProbeAsync(cancellation);
        var ready = tools.All(tool => tool.IsUsable || !tool.Required);
        var report = new DoctorReport(
            ProductVersion.Current.Number,
            ProductVersion.Current.Commit,
            RuntimeInformation.FrameworkDescription,
            RuntimeInformation.OSDescription,
            Environment.ProcessorCount,
            ready,
            tools);
        if (context.Json) JsonOutput.Write(context.Output, report);
        else Print(context, report);
        return ready ? ExitCode.Success : ExitCode.BadInput;
    }

    private static void Print(CommandContext context, DoctorReport report)
    {
        context.Output.WriteLine($"hwagent {ProductVersion.Current}, {report.Runtime}, {report.OperatingSystem}, {report.ProcessorCount} cores");
        var table = new Table().SimpleBorder().AddColumns("Tool", "Version", "Path", "Needed for");
        foreach (var tool in report.Tools)
        {
            var version = tool.IsUsable
                ? new Text(tool.Version ?? "")
                : new Text(Fault(tool), new Style(tool.Required ? Color.Red : Color.Yellow));
            table.AddRow(new Text(tool.Name), version, new Text(tool.Path ?? ""), new Text(tool.NeededFor));
        }

        context.CreateConsole().Write(table);
        // Not through the console: it would break the commands at the window's edge.
        foreach (var tool in report.Tools.Where(tool => !tool.IsUsable))
        {
            context.Output.WriteLine($"{tool.Name} ({Fault(tool)}) is needed for: {tool.NeededFor}. To get it: {tool.InstallHint}");
        }
    }

    private static string Fault(ToolStatus tool) => tool.Path is null ? "missing" : "does not answer";
}
