using System.CommandLine;
using HwAgent.Agent.Runs;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Runs;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Search;
using HwAgent.Dataflow.Specification;
using HwAgent.Evaluation.Candidates;
using HwAgent.Evaluation.Files;
using HwAgent.Evaluation.Simulation;
using HwAgent.Evaluation.Stages;

namespace HwAgent.Cli.Commands;

/// <summary><c>hwagent verify</c>: every check again on a finished design, from its files alone.</summary>
public static class VerifyCommand
{
    private static readonly Argument<string> Run = new("run") { Description = "The run directory" };
    private static readonly Option<bool> NoCache = new("--no-cache") { Description = "Run every tool anew instead of taking cached results" };

    public static CommandEntry Create()
    {
        var command = new Command("verify", "Run every check again on a finished design, from its files alone");
        command.Arguments.Add(Run);
        foreach (var option in (Option[])[NoCache, RunOptions.UnsafeNoSandbox, RunOptions.Cache, CommonOptions.Json]) command.Options.Add(option);
        return CommandEntry.Create(command, RunAsync, "hwagent verify runs/vit-base", "hwagent verify runs/vit-base --no-cache");
    }

    private static async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        var directory = new RunDirectory(context.Arguments.GetRequiredValue(Run));
        var spec = SpecFiles.Read(directory.Spec);
        var design = Read(directory.Best);
        var (units, findings) = DesignAudit.Check(design);
        if (findings.Count > 0) throw new CommandException(findings);

        var schedule = design.Schedule;
        if (!TasksOf(spec, directory).SequenceEqual(schedule.Tasks.Select(t => t.ToTask())))
            throw SpecFiles.Problem(Path.Combine(directory.Best, "schedule.json"), "its products are not those of the workload in spec.yaml", "the design was made for another spec, or changed after it was made");
        var request = SearchRequest.Of(spec, [.. schedule.Tasks.Select(t => t.ToTask())]);
        var costed = DesignEvaluator.Evaluate(schedule.Parameters, [.. schedule.Tasks.Select(t => t.Mapping)], request);
        if (costed.Point is not { } point) throw new CommandException(costed.Diagnostics);
        if (MemoryTiming.Of(spec.Budget, point.Parameters) != schedule.Memory) throw SpecFiles.Problem(Path.Combine(directory.Best, "schedule.json"), "schedule.json and spec.yaml name different memories", "the design was made for another spec");

        using var progress = context.CreateProgress();
        var observer = new ConsoleObserver(progress);
        var temporary = context.Arguments.GetValue(NoCache) ? Directory.CreateTempSubdirectory("hwagent-verify-").FullName : null;
        try
        {
            var evaluator = new CandidateEvaluator(ToolSetup.Create(context, temporary), spec, new SimulationLimits());
            var candidate = new Candidate { Id = "best", Origin = "files", Point = point, Units = units };
            var evaluation = await evaluator.EvaluateAsync(candidate, stage => observer.OnStage(1, stage), observer.OnProgress, cancellation);
            var claim = File.Exists(directory.Result) ? ProductJson.Read<RunResult>(await File.ReadAllTextAsync(directory.Result, cancellation)).Best : null;
            return Report(context, evaluation, claim);
        }
        finally
        {
            if (temporary is not null) Directory.Delete(temporary, recursive: true);
        }
    }

    private static IReadOnlyList<GemmTask> TasksOf(DesignSpec spec, RunDirectory directory)
    {
        try
        {
            return GemmTasks.Of(WorkloadResolver.Resolve(spec.Workload, SpecFiles.ReadConfig(spec, directory.Path)), spec.Numeric.WeightBits);
        }
        catch (InvalidConfigException e)
        {
            throw new CommandException(e.ToDiagnostic());
        }
    }

    private static LoadedDesign Read(string folder)
    {
        try
        {
            return DesignFolder.Read(folder);
        }
        catch (Exception e) when (e is IOException or FormatException)
        {
            throw SpecFiles.Problem(folder, e.Message, "name a finished run directory; best/ must be as `hwagent design` left it");
        }
    }

    private static ExitCode Report(CommandContext context, CandidateEvaluation evaluation, CandidateEvaluation? claim)
    {
        var differences = claim is null ? ["result.json is missing: nothing to compare with"] : Differences(claim, evaluation);
        if (context.Json) JsonOutput.Write(context.Output, new { evaluation, differences });
        else context.WriteLines(Lines(evaluation, differences));
        return evaluation.IsCorrect && differences.Count == 0 && evaluation.Score is { MeetsSpec: true } ? ExitCode.Success : ExitCode.SpecNotMet;
    }

    private static IEnumerable<string> Lines(CandidateEvaluation evaluation, List<string> differences)
    {
        foreach (var stage in evaluation.Stages) yield return $"{stage.Stage,-12}{(stage.Passed ? "passed" : "FAILED")}";
        foreach (var finding in evaluation.Stages.SelectMany(s => s.Diagnostics).Where(d => d.Severity == DiagnosticSeverity.Error).Take(10)) yield return finding.ToString();
        if (evaluation.Simulation is { } s) yield return $"{s.Vectors:N0} results compared, {s.Mismatches:N0} wrong; {s.Cycles:N0} cycles measured, {s.PredictedCycles:N0} predicted";
        if (evaluation.Synthesis is { } y) yield return $"{y.AreaGateEquivalents:N0} gate equivalents, {y.FlipFlops:N0} flip-flops, {y.MemoryBits:N0} memory bits, logic depth {y.LogicDepth}";
        yield return differences.Count == 0 ? "equal to result.json" : "not equal to result.json:";
        foreach (var difference in differences) yield return "  " + difference;
    }

    private static List<string> Differences(CandidateEvaluation claim, CandidateEvaluation found)
    {
        // Verify does not know what was proposed: it takes whatever is not a template for a proposal.
        var differences = found.ProposedUnits.Except(claim.ProposedUnits, StringComparer.Ordinal).Select(unit => $"rtl/{unit}.sv: neither the template's text nor a unit that was proposed").ToList();
        Compare("parameters", claim.Parameters, found.Parameters);
        Compare("predictedCycles", claim.PredictedCycles, found.PredictedCycles);
        Compare("lint", claim.Lint, found.Lint);
        Compare("simulation", Measured(claim.Simulation), Measured(found.Simulation));
        Compare("synthesis", claim.Synthesis, found.Synthesis);
        Compare("score", claim.Score, found.Score);
        return differences;

        // How good a mapping is known to be is the search's word; nothing is searched here.
        static SimulationSummary? Measured(SimulationSummary? s) => s is null ? null : s with { Operators = [.. s.Operators.Select(o => o with { MappingProof = null })] };

        void Compare<T>(string name, T left, T right)
        {
            if (ProductJson.Write(left) != ProductJson.Write(right)) differences.Add(name);
        }
    }
}
