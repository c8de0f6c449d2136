using System.CommandLine;
using HwAgent.Agent.Reports.Mapping;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Mapping;
using HwAgent.Cli.Runs;
using HwAgent.Core.Diagnostics;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Formats;
using HwAgent.Dataflow.Formats.Timeloop;
using HwAgent.Dataflow.Formats.ZigZag;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Cli.Commands;

/// <summary><c>hwagent map</c>: the best schedule of a workload on an architecture, or the cost of a given one.</summary>
public static class MapCommand
{
    private static readonly Argument<string?> Workload = new("workload") { Description = "A product MxKxN, a preset, a config.json, a model's folder (of Hugging Face, or of compress with its true widths and shapes), an ONNX model, or a problem file (ours, Timeloop's, ZigZag's, SCALE-Sim's)", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string?> Arch = new("--arch") { Description = $"An architecture file (ours, Timeloop v4, ZigZag, or a SCALE-Sim .cfg), or one that comes with the program: {string.Join(", ", ArchitectureFiles.Names)}" };
    private static readonly Option<string?> Evaluate = new("--evaluate") { Description = "A mapping file (ours, Timeloop's or ZigZag's) to cost in place of a search" };
    private static readonly Option<string?> Emit = new("--emit") { Description = "Write problem, architecture and mapping of a product for another tool into --out: timeloop or zigzag" };
    private static readonly Option<int> Top = new("--top") { Description = "Mappings of a product to show, best first", DefaultValueFactory = _ => 1 };
    private static readonly Option<bool> NoFusion = new("--no-fusion") { Description = "Write every intermediate result out and read it back" };
    private static readonly Option<bool> Prove = new("--prove") { Description = "For a workload: hold each product's mapping against a search for the best, and say how far it can be from it" };
    private static readonly Option<bool> Pareto = new("--pareto") { Description = "Show also what can be traded for what: the mappings of a product, or the schedules of a workload, that none found beats in cycles, energy and DRAM bytes at once" };
    private static readonly Option<bool> Brief = new("--brief") { Description = "Print no loop nests" };
    private static readonly Option<string?> Out = new("--out") { Description = "A folder to write: schedule.json, operators.csv, report.html; must not exist" };

    public static CommandEntry Create()
    {
        Emit.AcceptOnlyFromAmong("timeloop", "zigzag");
        var command = new Command("map", "Find the best dataflow schedule of a workload on an architecture, or cost a given mapping");
        command.Arguments.Add(Workload);
        foreach (var option in MapOptions.All.Concat(PassOptions.All).Prepend(Out).Prepend(Brief).Prepend(Pareto).Prepend(Prove).Concat(DramOptions.All).Prepend(NoFusion).Prepend(Top).Prepend(Emit).Prepend(ConstraintOptions.File).Prepend(Evaluate).Prepend(Arch).Append(CommonOptions.Json)) command.Options.Add(option);
        return CommandEntry.Create(command, Run, "hwagent map 197x768x3072 --arch edge-16x16", "hwagent map llama3-8b --arch cloud-128x128 --sequence-length 2048 --objective edp --out llama-map", "hwagent map llama3-8b --arch cloud-128x128 --attention causal --width 'decoder.block*=4'", "hwagent map 197x768x3072 --arch edge-16x16 --pareto", "hwagent map --evaluate mapping.yaml --emit timeloop --out for-timeloop");
    }

    private static Task<ExitCode> Run(CommandContext context, CancellationToken cancellation)
    {
        var arguments = context.Arguments;
        if (arguments.GetValue(Out) is { } folder) ResultFolder.Check(folder);
        else if (arguments.GetValue(Emit) is not null) throw Mistake("--emit writes files and needs --out", "e.g. --out for-timeloop");
        if (arguments.GetValue(Top) < 1) throw Mistake("--top must be above 0", "e.g. --top 3");
        if (ScaleSimRun.IsConfig(arguments.GetValue(Arch))) return ScaleSim(context);
        var (outcome, files) = arguments.GetValue(Evaluate) is { } mapping ? Cost(context, mapping) : Search(context, cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (arguments.GetValue(Out) is { } target) ResultFolder.Write(target, [.. Results(context, outcome), .. files]);
        if (context.Json) JsonOutput.Write(context.Output, outcome);
        else OutcomePrinter.Print(context, outcome, withNests: !arguments.GetValue(Brief));
        return Task.FromResult(ExitCode.Success);
    }

    private static Task<ExitCode> ScaleSim(CommandContext context)
    {
        var arguments = context.Arguments;
        if (arguments.GetValue(Workload) is not { } argument) throw Mistake("a workload is needed", "e.g. hwagent map 197x768x3072 --arch scale.cfg");
        if (arguments.GetValue(Evaluate) is not null || arguments.GetValue(Out) is not null) throw Mistake("a SCALE-Sim configuration has no mappings to cost and no files to write", "leave --evaluate, --emit and --out out, or redirect --json");
        var bits = MapOptions.BitsOf(context, null);
        ScaleSimRun.Print(context, arguments.GetValue(Arch)!, MapWork.Read(context, argument, bits, PassOptions.Of(context), isSystolic: true).AsProducts(bits));
        return Task.FromResult(ExitCode.Success);
    }

    private static (MapOutcome Outcome, IReadOnlyList<(string Name, string Text)> Files) Search(CommandContext context, CancellationToken cancellation)
    {
        var arguments = context.Arguments;
        if (arguments.GetValue(Workload) is not { } argument) throw Mistake("a workload, or --evaluate MAPPING, is needed", "e.g. hwagent map 197x768x3072 --arch edge-16x16");
        if (arguments.GetValue(Arch) is not { } name) throw Mistake("--arch is needed", $"name a file, or one of: {string.Join(", ", ArchitectureFiles.Names)}");
        var file = ArchitectureFiles.Read(name, arguments.GetValue(MapOptions.Energies), context.Error, MapWork.NamesOf(argument));
        var bits = MapOptions.BitsOf(context, file.Bits);
        var asked = MapWork.Read(context, argument, bits, PassOptions.Of(context));
        var work = ConstraintOptions.AreGiven(context) ? asked.AsProducts(bits) : asked.For(file.Architecture, bits);
        if (work != asked)
            context.Error.WriteLine($"{name}: fusion is planned for up to 8 memory levels and 5 axes without constraints on factors{(ConstraintOptions.AreGiven(context) ? " or of a file" : "")}; here each matrix product is mapped alone, and the vector unit's operators are left out");
        cancellation.ThrowIfCancellationRequested();
        return work.Workload is null ? Products(context, work, file.Architecture, name, cancellation) : (Schedule(context, work, file.Architecture, name, cancellation), []);
    }

    private static MapOutcome Schedule(CommandContext context, MapWork work, Architecture architecture, string name, CancellationToken cancellation)
    {
        var arguments = context.Arguments;
        if (arguments.GetValue(Emit) is not null) throw Mistake("--emit writes one product, not a workload", "give the product: MxKxN, or a problem file");
        if (arguments.GetResult(Top) is { Implicit: false }) throw Mistake("--top takes one product, not a workload", "leave it out");
        if (MapOptions.AccountOf(context) != LatencyAccount.Full) throw Mistake("--latency steady is for single products", "leave it out");
        var request = new WorkloadMapRequest(MapOptions.ObjectiveOf(context), MapOptions.SlackOf(context), !arguments.GetValue(NoFusion), arguments.GetValue(Prove), MapOptions.ThreadsOf(context)) { Layouts = DramOptions.KindsOf(context, architecture) };
        using var progress = context.CreateProgress();
        try
        {
            var outcome = Plan(request with { Proven = (done, all) => progress.Report(done, all, "proving") });
            if (!arguments.GetValue(Pareto)) return work.Describe(outcome);
            var front = ParetoMaps.OfWorkload((request.Objective, request.Slack), outcome.Totals, (objective, slack) => Plan(request with { Objective = objective, Slack = slack, IsProven = false }), (done, all) => progress.Report(done, all, "trading"), request.Threads, cancellation);
            return work.Describe(outcome with { ParetoFront = front });
        }
        catch (InvalidOperationException e)
        {
            throw NoMapping(e.Message, name);
        }

        MapOutcome Plan(WorkloadMapRequest request) => WorkloadMaps.Search(work.Workload!, work.Widths, architecture, request, cancellation);
    }

    private static (MapOutcome Outcome, IReadOnlyList<(string Name, string Text)> Files) Products(CommandContext context, MapWork work, Architecture architecture, string name, CancellationToken cancellation)
    {
        var arguments = context.Arguments;
        var request = new ProductMapRequest(MapOptions.ObjectiveOf(context), MapOptions.AccountOf(context), MapOptions.SlackOf(context), MapOptions.ThreadsOf(context))
        {
            Top = arguments.GetValue(Top),
            Layouts = DramOptions.KindsOf(context, architecture),
            WithFront = arguments.GetValue(Pareto),
        };
        if (arguments.GetResult(Top) is { Implicit: false } && work.Problems.Count != 1) throw Mistake("--top takes one product", "name one product");
        if (request.WithFront && work.Problems.Count != 1) throw Mistake("--pareto takes one product or a workload that can be fused", "name one product");
        if (request.WithFront && request.Layouts is not null) throw Mistake("--pareto counts what DRAM takes by its bandwidth", "add --dram bandwidth");
        if (arguments.GetValue(Emit) is not null && work.Problems.Count != 1) throw Mistake("--emit takes one product", "name a problem file with one problem");
        var hardware = ConstraintOptions.Apply(context, architecture, work.Problems, context.Error);
        var unmapped = new List<TensorProblem>();
        var products = ProductMaps.Search(work, hardware, request, unmapped, cancellation);
        if (unmapped.Count > 0) throw NoMapping($"no mapping of {string.Join(", ", unmapped.Select(p => p.Name))} fits", name);
        for (var i = 0; i < hardware.Count; i++) Check(work.Problems[i], hardware[i], products.Operators[i].Nest!, name);
        products = WithLayouts(context, work.Describe(products), work.Problems, architecture);
        return (products, Emitted(context, work.Problems, hardware[0], products));
    }

    private static (MapOutcome Outcome, IReadOnlyList<(string Name, string Text)> Files) Cost(CommandContext context, string path)
    {
        var arguments = context.Arguments;
        foreach (var option in (Option[])[Top, Pareto, Prove, NoFusion])
        {
            if (arguments.GetResult(option) is { Implicit: false }) throw Mistake($"{option.Name} is for a search, --evaluate costs one mapping", "leave it out");
        }

        var workload = arguments.GetValue(Workload);
        var file = arguments.GetValue(Arch) is { } name ? ArchitectureFiles.Read(name, arguments.GetValue(MapOptions.Energies), context.Error, workload is null ? null : MapWork.NamesOf(workload)) : null;
        var problem = workload is { } argument ? MapWork.Read(context, argument, MapOptions.BitsOf(context, file?.Bits), PassOptions.Of(context)).Problems : [];
        if (problem.Count > 1) throw Mistake("--evaluate takes one product", "name a problem file with one problem");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var read = MappingReader.Read(SpecFiles.ReadText(path, "name a mapping file"), path, sibling => Sibling(folder, sibling), file?.Architecture, problem.Count == 0 ? null : problem[0]);
        var mapping = ArchitectureFiles.Value(read, context.Error);
        if (file is not null && !ReferenceEquals(mapping.Architecture, file.Architecture)) throw Mistake($"{path} has an architecture of its own", "leave --arch out, or remove architecture from the file");
        if (problem.Count == 1 && !ReferenceEquals(mapping.Problem, problem[0])) throw Mistake($"{path} has a problem of its own", "leave the workload out, or remove problem from the file");
        mapping = mapping with { Architecture = ConstraintOptions.Apply(context, mapping.Architecture, [mapping.Problem], context.Error)[0] };
        Check(mapping.Problem, mapping.Architecture, mapping.Nest, path);
        var (objective, account) = (MapOptions.ObjectiveOf(context), MapOptions.AccountOf(context));
        var layouts = DramOptions.KindsOf(context, mapping.Architecture);
        var made = layouts is null
            ? ProductMaps.Operator(mapping.Problem, mapping.Architecture, mapping.Nest, new NestModel(mapping.Problem, mapping.Architecture).Evaluate(mapping.Nest), account)
            : ProductMaps.Operator(mapping.Problem, mapping.Architecture, mapping.Nest, DramRanking.Cost(mapping.Problem, mapping.Architecture, mapping.Nest, objective, layouts), account);
        var costed = ProductMaps.Outcome(mapping.Name, mapping.Architecture, objective, account, [made]) with { DramAccount = layouts is null ? "bandwidth" : "banks" };
        var outcome = WithLayouts(context, costed, [mapping.Problem], mapping.Architecture);
        return (outcome, Emitted(context, [mapping.Problem], mapping.Architecture, outcome));
    }

    /// <summary>Says everything that is wrong with a mapping, constraints that name no level included.</summary>
    private static void Check(TensorProblem problem, Architecture architecture, LoopNest nest, string file)
    {
        var mistakes = NestValidation.Validate(problem, architecture, nest).Where(d => d.Severity == DiagnosticSeverity.Error).ToArray();
        if (mistakes.Length > 0) throw new CommandException([.. mistakes.Select(d => d with { File = d.File ?? file })]);
    }

    private static MapOutcome WithLayouts(CommandContext context, MapOutcome outcome, IReadOnlyList<TensorProblem> problems, Architecture architecture) =>
        context.Arguments.GetValue(DramOptions.Compare) ? outcome with { Operators = [.. outcome.Operators.Zip(problems, (o, p) => o with { DramLayouts = DramLayouts.Compare(p, architecture, o.Nest!, architecture.Levels[0].Geometry ?? DramGeometry.Ddr4) })] } : outcome;

    /// <summary>A file that a mapping names, beside it; an architecture may be one that comes with the program.</summary>
    private static string? Sibling(string folder, string name)
    {
        var path = Path.GetFullPath(name, folder);
        return File.Exists(path) ? SpecFiles.ReadText(path, "check its permissions") : ArchitectureFiles.Names.Contains(name) ? ArchitectureFiles.ReadText(name) : null;
    }

    /// <summary>The best mapping in our own format, and whatever another tool needs.</summary>
    private static List<(string Name, string Text)> Emitted(CommandContext context, IReadOnlyList<TensorProblem> problems, Architecture architecture, MapOutcome outcome)
    {
        if (problems.Count != 1 || outcome.Operators is not [{ Nest: { } nest }]) return [];
        var files = new List<(string, string)> { ("mapping.yaml", MappingWriter.Write(new MappingFile(problems[0].Name, problems[0], architecture, nest))) };
        if (context.Arguments.GetValue(Emit) is not { } tool) return files;
        var emitted = tool == "timeloop" ? TimeloopWriter.Write(problems[0], architecture, nest) : ZigZagWriter.Write(problems[0], architecture, nest);
        foreach (var note in emitted.Diagnostics) context.Error.WriteLine(note);
        files.AddRange(emitted.Files.Select(f => ($"{tool}-{f.Name}", f.Text)));
        return files;
    }

    private static CommandException NoMapping(string message, string file) =>
        new(new Diagnostic("map", DiagnosticSeverity.Error, "no-mapping", message) { File = file, Advice = "enlarge the innermost memories, or loosen the constraints" });

    private static IEnumerable<(string Name, string Text)> Results(CommandContext context, MapOutcome outcome)
    {
        using var json = new StringWriter();
        JsonOutput.Write(json, outcome);
        yield return ("schedule.json", json.ToString().ReplaceLineEndings("\n"));
        yield return ("operators.csv", OperatorCsv.Write(outcome));
        yield return ("report.html", MapReport.Render(outcome, CommandText.Of(context), ProductVersion.Current.ToString()));
    }

    private static CommandException Mistake(string message, string advice) =>
        new(new Diagnostic(ErrorPrinter.CommandLineTool, DiagnosticSeverity.Error, "arguments", message) { Advice = advice });
}
