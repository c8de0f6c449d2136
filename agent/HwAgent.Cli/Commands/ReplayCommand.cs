using System.CommandLine;
using HwAgent.Agent.Runs;
using HwAgent.Agent.Trajectories;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Runs;

namespace HwAgent.Cli.Commands;

/// <summary><c>hwagent replay</c>: runs a recorded run again without a network and compares every byte.</summary>
public static class ReplayCommand
{
    private static readonly Argument<string> Run = new("run") { Description = "The run directory" };
    private static readonly Option<string?> Out = new("--out") { Description = "Keep the repeated run here; default: a temporary folder" };

    public static CommandEntry Create()
    {
        var command = new Command("replay", "Repeat a recorded run without a network and compare it byte for byte");
        command.Arguments.Add(Run);
        foreach (var option in (Option[])[Out, RunOptions.UnsafeNoSandbox, RunOptions.Cache, CommonOptions.Json]) command.Options.Add(option);
        return CommandEntry.Create(command, RunAsync, "hwagent replay runs/vit-base");
    }

    private static async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        var original = new RunDirectory(context.Arguments.GetRequiredValue(Run));
        var spec = SpecFiles.Read(original.Spec);
        if (!File.Exists(original.Result)) throw SpecFiles.Problem(original.Result, "the run is not finished", "go on with it: hwagent design SPEC --resume --out " + original.Path);
        var recorded = TrajectoryReader.Read(original.Trajectory);
        var kept = context.Arguments.GetValue(Out);
        if (kept is not null && Directory.Exists(kept)) throw SpecFiles.Problem(kept, "the folder exists", "name another one");
        var folder = kept ?? Directory.CreateTempSubdirectory("hwagent-replay-").FullName;
        try
        {
            var copy = new RunDirectory(folder);
            await new CommandRun(context, spec, SpecFiles.ReadConfig(spec, original.Path), copy) { Repeat = recorded }.ExecuteAsync(cancellation);
            var comparison = RunComparison.Of(original, copy);
            if (context.Json) JsonOutput.Write(context.Output, comparison);
            else foreach (var line in comparison.Lines()) context.Output.WriteLine(line);
            return comparison.IsEqual ? ExitCode.Success : ExitCode.SpecNotMet;
        }
        finally
        {
            if (kept is null) Directory.Delete(folder, recursive: true);
        }
    }
}
