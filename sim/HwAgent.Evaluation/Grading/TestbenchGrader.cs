using System.Collections.Concurrent;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Rtl;
using HwAgent.Evaluation.Probing;
using HwAgent.Toolchain;
using HwAgent.Toolchain.Policy;
using HwAgent.Toolchain.Simulation;

namespace HwAgent.Evaluation.Grading;

/// <summary>
/// Grades answers under testbenches of VerilogEval's family. One simulation gives both verdicts: the official one from its log, the
/// strict one from the samples that a recorder of ours writes, compared outside the simulator. The strict verdict passes when no sample
/// differs and the stimulus was that of the reference's own run, sample for sample; so an answer gains nothing by ending the
/// simulation, disturbing its inputs or printing.
/// </summary>
/// <param name="tools">The tools.</param>
/// <param name="rule">The benchmark's own rule.</param>
/// <param name="errata">Documented faults by problem.</param>
/// <param name="cpuTime">What a simulation may take; null for the 30 seconds of the published rules.</param>
public sealed class TestbenchGrader(RtlTools tools, IOfficialRule rule, IReadOnlyDictionary<string, Erratum> errata, TimeSpan? cpuTime = null) : IRtlGrader
{
    private const string Tool = "grader";
    private readonly TimeSpan limit = cpuTime ?? TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<RtlProblem, Lazy<Task<GradedRun?>>> baselines = new();

    public async Task<RtlGrade> GradeAsync(RtlProblem problem, string candidate, CancellationToken cancellation)
    {
        var answer = AnswerText.Of(problem, candidate);
        if (string.IsNullOrWhiteSpace(answer)) return Grade(problem, null, RtlOutcome.NoCode, [Error("no-code", "There is no code to judge.")]);

        var admission = Admit(problem, EnumCasts.Rewrite(answer));
        var strict = admission.Design is null ? null : await RecordedAsync(problem, answer, admission.Design, cancellation).ConfigureAwait(false);
        var official = strict is not null && IsOriginal(problem, answer) ? strict : await OfficialAsync(problem, answer, cancellation).ConfigureAwait(false);
        if (admission.Design is null) return Grade(problem, official, RtlOutcome.Refused, admission.Diagnostics);
        if (strict is null) return Grade(problem, official, RtlOutcome.NoBaseline, [Error("testbench", "The testbench is not of a family in which samples can be recorded.")]);
        if (!strict.Compiled) return Grade(problem, official, RtlOutcome.CompileError, strict.Diagnostics);
        if (await BaselineAsync(problem, cancellation).ConfigureAwait(false) is not { Recorded: { } baseline })
        {
            return Grade(problem, official, RtlOutcome.NoBaseline, [Error("baseline", "The reference does not run under its own testbench here.")]);
        }

        var (outcome, findings) = Compare(strict, baseline);
        return Grade(problem, official, outcome, findings) with { Simulator = "icarus", Samples = strict.Recorded?.Samples ?? 0, Mismatches = strict.Recorded?.Mismatches ?? 0 };
    }

    /// <summary>The reference under its own testbench: how many samples there are, and what the stimulus is. Null when it gives none.</summary>
    public async Task<GradedRun?> BaselineAsync(RtlProblem problem, CancellationToken cancellation)
    {
        var lazy = baselines.GetOrAdd(problem, key => new Lazy<Task<GradedRun?>>(() => RunBaselineAsync(key)));
        return await lazy.Value.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private async Task<GradedRun?> RunBaselineAsync(RtlProblem problem)
    {
        var answer = AnswerText.Of(problem, ReferenceAnswer.Of(problem));
        var text = EnumCasts.Rewrite(answer);
        // The benchmark's own text: where the policy for answers refuses it, it is taken as a testbench is.
        var design = Admit(problem, text).Design ?? RtlPolicy.Admit(Design(problem, text), PolicyOptions.Testbench).Design;
        var run = design is null ? null : await RecordedAsync(problem, answer, design, CancellationToken.None).ConfigureAwait(false);
        return run is { Recorded: { Samples: > 0, Mismatches: 0 }, StoppedBy: null } ? run : null;
    }

    private static (RtlOutcome Outcome, IReadOnlyList<Diagnostic> Findings) Compare(GradedRun run, RecordedSamples baseline)
    {
        if (run.StoppedBy is { } stopped) return (RtlOutcome.LimitExceeded, [Error("limit", $"The simulation was stopped at its limit of {stopped}.", "look for loops without a delay and for endless output")]);
        if (run.Recorded is not { } stream) return (RtlOutcome.SampleCount, [Error("samples", "The simulation ended before the first sample.")]);
        if (stream.Mismatches > 0) return (RtlOutcome.Mismatch, [Error("mismatch", $"{stream.Mismatches} of {stream.Samples} samples differ from the reference; {stream.FirstMismatch}.")]);
        if (stream.Samples != baseline.Samples) return (RtlOutcome.SampleCount, [Error("samples", $"{stream.Samples} samples were counted; the reference gives {baseline.Samples}.", "the testbench alone ends the simulation")]);
        return stream.Stimulus == baseline.Stimulus
            ? (RtlOutcome.Correct, [])
            : (RtlOutcome.SampleCount, [Error("stimulus", "The inputs or the reference's outputs are not those of the reference's own run.", "do not drive inputs")]);
    }

    private RtlGrade Grade(RtlProblem problem, GradedRun? official, RtlOutcome outcome, IReadOnlyList<Diagnostic> findings) => new()
    {
        OfficialPassed = outcome == RtlOutcome.NoCode ? false : official?.OfficialPassed,
        OfficialReason = official?.OfficialReason ?? (outcome == RtlOutcome.NoCode ? "no code" : "not run: there is no sandbox"),
        Strict = errata.GetValueOrDefault(problem.Id)?.Handling == ErratumHandling.Exclude ? StrictVerdict.Excluded
            : outcome == RtlOutcome.Correct ? StrictVerdict.Passed
            : StrictVerdict.Failed,
        Outcome = outcome,
        Diagnostics = findings,
    };

    private static Diagnostic Error(string code, string message, string? advice = null) =>
        new(Tool, DiagnosticSeverity.Error, $"{Tool}.{code}", message) { Advice = advice };

    private static RtlDesign Design(RtlProblem problem, string answer) => new(problem.TestbenchTop, [new RtlSource(AnalyzeRule.AnswerFile, answer)]);

    private static Admission Admit(RtlProblem problem, string answer)
    {
        var taken = ModuleInterface.ModulesOf(problem.Testbench).Concat(ModuleInterface.ModulesOf(problem.Reference)).Append(problem.TestbenchTop)
            .Where(name => name != problem.Module);
        return RtlPolicy.Admit(Design(problem, answer), PolicyOptions.Graded with { ReservedModules = taken.ToHashSet(StringComparer.Ordinal) });
    }

    /// <summary>Whether the recorded simulation is that of the texts as they are, comments and the recorder apart.</summary>
    private static bool IsOriginal(RtlProblem problem, string answer) =>
        EnumCasts.Rewrite(answer) == answer && EnumCasts.Rewrite(problem.Testbench) == problem.Testbench && EnumCasts.Rewrite(problem.Reference) == problem.Reference
        && !Lexer.Tokenize(answer).Any(static token => token.Kind == TokenKind.Directive && token.Text is "`ifdef" or "`ifndef" or "`elsif" or "`else" or "`endif");

    private async Task<GradedRun?> OfficialAsync(RtlProblem problem, string answer, CancellationToken cancellation)
    {
        if (!tools.Sandbox.IsProtecting) return null;
        var files = rule.Files(problem, problem.Testbench, problem.Reference, answer);
        return await tools.IcarusBench.RunUncheckedAsync(
            new RtlDesign(problem.TestbenchTop, files), new BenchRequest { CpuTime = limit }, $"official {rule.Name}", run => Reduce(run, answer), cancellation).ConfigureAwait(false);
    }

    private async Task<GradedRun?> RecordedAsync(RtlProblem problem, string answer, CheckedDesign checkedAnswer, CancellationToken cancellation)
    {
        if (SampleRecorder.For(problem, answer) is not { } recorder) return null;
        var parts = rule.Files(problem, EnumCasts.Rewrite(recorder.Testbench), EnumCasts.Rewrite(problem.Reference), answer)
            .Select(file => file.Name == AnalyzeRule.AnswerFile ? checkedAnswer : RtlPolicy.Admit(new RtlDesign(problem.TestbenchTop, [file]), PolicyOptions.Testbench).Design)
            .OfType<CheckedDesign>().ToArray();
        return await tools.IcarusBench.RunAsync(
            CheckedDesign.Combine(problem.TestbenchTop, parts), new BenchRequest { Output = recorder.File, CpuTime = limit }, $"recorded 1, {rule.Name}", run => Reduce(run, answer), cancellation).ConfigureAwait(false);
    }

    private GradedRun Reduce(BenchRun run, string answer)
    {
        var (passed, reason) = rule.Judge(run, answer);
        return new GradedRun
        {
            OfficialPassed = passed,
            OfficialReason = reason,
            Compiled = run.Compiled,
            StoppedBy = run.StoppedBy,
            Recorded = run.Output is { } samples ? RecordedSamples.Read(samples) : null,
            Diagnostics = run.Diagnostics,
        };
    }
}
