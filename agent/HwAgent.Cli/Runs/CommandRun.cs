using HwAgent.Agent.Designers;
using HwAgent.Agent.Reports;
using HwAgent.Agent.Runs;
using HwAgent.Agent.Trajectories;
using HwAgent.Cli.CommandLine;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Cli.Runs;

/// <summary>One design run on behalf of a command: models, tools, progress, and the summary at the end.</summary>
internal sealed class CommandRun(CommandContext context, DesignSpec spec, string? configJson, RunDirectory directory)
{
    /// <summary>The interrupted run that goes on.</summary>
    public Trajectory? Resume { get; init; }

    /// <summary>The recorded run that is repeated.</summary>
    public Trajectory? Repeat { get; init; }

    /// <summary>The unit whose RTL a language model redesigns; null for parameters.</summary>
    public string? Unit { get; init; }

    public async Task<ExitCode> RunAsync(CancellationToken cancellation)
    {
        var result = await ExecuteAsync(cancellation).ConfigureAwait(false);
        if (context.Json) JsonOutput.Write(context.Output, result);
        else foreach (var line in ConsoleSummary.Lines(result, spec).Append("").Append($"Report: {directory.Report}").Append($"Design: {directory.Best}")) context.Output.WriteLine(line);
        return result.SpecMet ? ExitCode.Success : ExitCode.SpecNotMet;
    }

    /// <summary>Runs without printing the summary.</summary>
    public async Task<RunResult> ExecuteAsync(CancellationToken cancellation)
    {
        var tools = ToolSetup.Create(context);
        using var progress = context.CreateProgress();
        var request = new DesignRunRequest
        {
            Spec = spec,
            ConfigJson = configJson,
            Directory = directory,
            Resume = Resume,
            Repeat = Repeat,
            Observer = new ConsoleObserver(progress),
            CreateDesigner = c => new ExpertDesigner(c.Search),
            Report = new ReportContext { CommandLine = $"hwagent replay {directory.Path}", Commit = ProductVersion.Current.Commit ?? "", Version = ProductVersion.Current.Number },
        };
        return await new DesignRun(tools, TimeProvider.System).RunAsync(request, cancellation).ConfigureAwait(false);
    }
}
