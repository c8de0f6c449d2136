using HwAgent.Agent.Designers;
using HwAgent.Agent.Llm;
using HwAgent.Agent.Reports;
using HwAgent.Agent.Runs;
using HwAgent.Agent.Trajectories;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Hosting;
using HwAgent.Dataflow.Specification;
using HwAgent.Toolchain;
using Microsoft.Extensions.DependencyInjection;

namespace HwAgent.Cli.Runs;

/// <summary>One design run on behalf of a command: models, tools, progress, and the summary at the end.</summary>
internal sealed class CommandRun(CommandContext context, DesignSpec spec, string? configJson, RunDirectory directory)
{
    /// <summary>The interrupted run that goes on.</summary>
    public Trajectory? Resume { get; init; }

    /// <summary>The recorded run that is repeated.</summary>
    public Trajectory? Repeat { get; init; }

    /// <summary>The unit whose RTL a language model redesigns; null: the model chooses what to propose.</summary>
    public string? Unit { get; init; }

    public async Task<ExitCode> RunAsync(CancellationToken cancellation)
    {
        var result = await ExecuteAsync(cancellation).ConfigureAwait(false);
        if (context.Json) JsonOutput.Write(context.Output, result);
        else context.WriteLines(ConsoleSummary.Lines(result, spec, directory.Path));
        return result.SpecMet ? ExitCode.Success : ExitCode.SpecNotMet;
    }

    /// <summary>Runs without printing the summary.</summary>
    public async Task<RunResult> ExecuteAsync(CancellationToken cancellation)
    {
        var tools = ToolSetup.Create(context);
        using var progress = context.CreateProgress();
        var observer = new ConsoleObserver(progress);
        var request = new DesignRunRequest
        {
            Spec = spec,
            ConfigJson = configJson,
            Directory = directory,
            Resume = Resume,
            Repeat = Repeat,
            Observer = observer,
            CreateDesigner = c => new ExpertDesigner(c.Search),
            Report = new ReportContext { CommandLine = $"hwagent replay {directory.Path}", Commit = ProductVersion.Current.Commit ?? "", Version = ProductVersion.Current.Number },
        };
        if (spec.Designer == DesignerKind.Expert) return await RunAsync(tools, request, cancellation).ConfigureAwait(false);

        var cascade = Repeat is { } repeat ? ModelReference.Parse("replay:" + repeat.Path) : ParseModels(spec.Model!);
        var builder = HostBuilders.Create(context, new Dictionary<string, string?>(), Directory.GetCurrentDirectory());
        builder.Services.AddHwAgentLlm(builder.Configuration);
        using var host = builder.Build();
        var ledger = new UsageLedger(TimeProvider.System);
        var factory = host.Services.GetRequiredService<ChatModelFactory>();
        return await RunAsync(tools, request with
        {
            Models = Repeat is null ? [.. cascade.Select(m => m.ToString())] : RecordedModels(Repeat),
            Usage = () => ToSummary(ledger.Totals),
            CreateDesigner = c => CreateLlm(c, factory, cascade, ledger, tools, observer),
        }, cancellation).ConfigureAwait(false);
    }

    private LlmDesigner CreateLlm(DesignerContext c, ChatModelFactory factory, IReadOnlyList<ModelReference> cascade, UsageLedger ledger, RtlTools tools, ConsoleObserver observer)
    {
        var models = factory.Create(cascade, new LlmSession(ledger, RunOptions.Budget(context.Arguments), c.Trajectory, Resume));
        var options = new LlmDesignerOptions { Unit = Unit, StartingPoint = Unit is null || c.Search.Best.Count == 0 ? null : c.Search.Best[0] };
        return new LlmDesigner(models, c.Spec, c.Tasks, tools, PromptLibrary.LoadDefault(), options, observer);
    }

    private static async Task<RunResult> RunAsync(RtlTools tools, DesignRunRequest request, CancellationToken cancellation)
    {
        try
        {
            return await new DesignRun(tools, TimeProvider.System).RunAsync(request, cancellation).ConfigureAwait(false);
        }
        catch (ModelConfigurationException e)
        {
            throw SpecFiles.Problem(null, e.Message, "see \"With an LLM\" in README.md");
        }
        catch (Core.Workloads.InvalidConfigException e)
        {
            throw new CommandException(e.ToDiagnostic());
        }
    }

    private static IReadOnlyList<ModelReference> ParseModels(string text)
    {
        try
        {
            return ModelReference.Parse(text);
        }
        catch (FormatException e)
        {
            throw SpecFiles.Problem(null, e.Message, "name a model as " + ModelReference.AllowedForms);
        }
    }

    private static IReadOnlyList<string> RecordedModels(Trajectory recorded) =>
        recorded.Events.Count > 0 && recorded.Events[0].Type == TrajectoryEventTypes.RunStarted ? recorded.Events[0].Read(TrajectoryJson.Instance.RunStarted).Models : [];

    private static UsageSummary ToSummary(UsageTotals totals) => new(totals.Requests, totals.PromptTokens, totals.CompletionTokens, totals.CostUsd);
}
