using System.CommandLine;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Evals;
using HwAgent.Cli.Runs;
using HwAgent.Evals.Repair;

namespace HwAgent.Cli.Commands.Evals;

/// <summary><c>hwagent eval faults</c>: grades faulty modules as they are and holds the verdicts against their logs.</summary>
internal static class FaultsCommand
{
    private static readonly Option<string> Data = new("--data") { Description = "A file of faulty modules in the format of RTLFixer", Required = true };
    private static readonly Option<string?> ProblemsData = new("--problems-data") { Description = "Your copy of VerilogEval 1; default: the tasks that the file itself holds" };

    public static CommandEntry Create()
    {
        var command = new Command("faults", "Grade the faulty modules of a repair benchmark as they are: does each fail as its log says?");
        foreach (var option in (Option[])[Data, ProblemsData, EvalOptions.Jobs, RunOptions.UnsafeNoSandbox, RunOptions.Cache, CommonOptions.Json]) command.Options.Add(option);
        return CommandEntry.Create(command, RunAsync, "hwagent eval faults --data verilogeval-syntax.jsonl", "hwagent eval faults --data verilogeval-simulate.jsonl --problems-data verilog-eval");
    }

    private static async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        var jobs = context.Arguments.GetValue(EvalOptions.Jobs);
        if (jobs < 1) throw SpecFiles.Problem(null, $"--jobs is {jobs}", "use 1 or more");
        using var progress = context.CreateProgress();
        var findings = await EvalErrors.TranslateAsync(() =>
        {
            var samples = new RepairBenchmark(context.Arguments.GetValue(ProblemsData)).ReadFaulty(context.Arguments.GetRequiredValue(Data));
            return FaultAudit.RunAsync(ToolSetup.Create(context), samples, jobs, done => progress.Report(done, samples.Count, "faulty modules graded"), cancellation);
        }).ConfigureAwait(false);
        if (context.Json) JsonOutput.Write(context.Output, findings);
        else context.WriteLines(FaultAudit.Lines(findings));
        return ExitCode.Success;
    }
}
