using System.CommandLine;
using HwAgent.Agent.Runs;
using HwAgent.Agent.Trajectories;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Runs;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Cli.Commands;

/// <summary><c>hwagent design</c>: from a spec to a verified, synthesised accelerator with its schedule.</summary>
public static class DesignCommand
{
    private static readonly Argument<string> Spec = new("spec") { Description = "The design spec, a YAML file; see examples/" };
    private static readonly Option<string?> Out = new("--out") { Description = "Run directory; default: runs/NAME, or the next free runs/NAME-2, ..." };
    private static readonly Option<bool> Resume = new("--resume") { Description = "Go on with an interrupted run: --out, or the latest runs/NAME" };
    private static readonly Option<string?> Model = new("--model") { Description = "Let a language model propose: openai:NAME, azure:DEPLOYMENT, ollama:NAME, http://HOST:PORT/v1#NAME, replay:FILE; several, small to large, separated by commas" };
    private static readonly Option<string?> Designer = new("--designer") { Description = "expert or llm, instead of the spec's" };
    private static readonly Option<string?> Unit = new("--unit") { Description = "With a language model: the unit whose RTL it redesigns, e.g. hwa_requantiser" };
    private static readonly Option<int?> Candidates = new("--candidates") { Description = "Designs to check, instead of the spec's" };
    private static readonly Option<int?> Seed = new("--seed") { Description = "Seed, instead of the spec's" };

    public static CommandEntry Create()
    {
        var command = new Command("design", "Find an accelerator and a schedule for a workload, checked by lint, simulation and synthesis");
        command.Arguments.Add(Spec);
        foreach (var option in (Option[])[Out, Resume, Model, Designer, Unit, Candidates, Seed, .. RunOptions.All, CommonOptions.Json]) command.Options.Add(option);
        return CommandEntry.Create(command, RunAsync, "hwagent design examples/vit-base.yaml", "hwagent design examples/vit-base.yaml --model ollama:qwen3-coder --max-requests 20", "hwagent design examples/vit-base.yaml --resume");
    }

    private static async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        var arguments = context.Arguments;
        var path = arguments.GetRequiredValue(Spec);
        var spec = Override(SpecFiles.Read(path), context);
        var configJson = SpecFiles.ReadConfig(spec, Path.GetDirectoryName(Path.GetFullPath(path))!);
        if (configJson is not null) spec = spec with { Workload = spec.Workload with { ConfigPath = "config.json" } };

        var resumed = arguments.GetValue(Resume);
        var directory = Choose(arguments.GetValue(Out), spec.Name, resumed);
        Trajectory? recorded = null;
        if (resumed)
        {
            var stored = SpecFiles.Read(directory.Spec);
            if (stored.ToYaml() != spec.ToYaml())
                throw SpecFiles.Problem(directory.Spec, "the spec of the run differs from the one given", "give the same spec and options, or start a new run with --out");
            recorded = File.Exists(directory.Trajectory) ? TrajectoryReader.Read(directory.Trajectory) : null;
        }

        var run = new CommandRun(context, spec, configJson, directory) { Resume = recorded, Unit = arguments.GetValue(Unit) };
        return await run.RunAsync(cancellation);
    }

    private static DesignSpec Override(DesignSpec spec, CommandContext context)
    {
        var arguments = context.Arguments;
        if (arguments.GetValue(Model) is { } model) spec = spec with { Model = model, Designer = DesignerKind.Llm };
        if (arguments.GetValue(Designer) is { } designer)
        {
            spec = spec with
            {
                Designer = designer switch
                {
                    "expert" => DesignerKind.Expert,
                    "llm" => DesignerKind.Llm,
                    _ => throw SpecFiles.Problem(null, $"--designer is {designer}", "use expert or llm"),
                },
            };
        }

        if (arguments.GetValue(Candidates) is { } candidates)
        {
            if (candidates is < 1 or > 64) throw SpecFiles.Problem(null, $"--candidates is {candidates}", "use 1 to 64");
            spec = spec with { Search = spec.Search with { Candidates = candidates } };
        }

        if (arguments.GetValue(Seed) is { } seed) spec = spec with { Search = spec.Search with { Seed = seed } };
        if (spec.Designer == DesignerKind.Llm && spec.Model is null) throw SpecFiles.Problem(null, "the designer is llm and no model is named", "add --model, or `model:` to the spec");
        return spec;
    }

    private static RunDirectory Choose(string? path, string name, bool resume)
    {
        if (!resume)
        {
            if (path is null) return RunDirectory.Free("runs", name);
            if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()) throw SpecFiles.Problem(path, "the run directory is not empty", "name another one, or add --resume to go on with it");
            return new RunDirectory(path);
        }

        var directory = path is null ? RunDirectory.Latest("runs", name) : new RunDirectory(path);
        if (directory is null || !File.Exists(directory.Spec)) throw SpecFiles.Problem(directory?.Path ?? Path.Combine("runs", name), "there is no run to go on with", "start it without --resume");
        return directory;
    }
}
