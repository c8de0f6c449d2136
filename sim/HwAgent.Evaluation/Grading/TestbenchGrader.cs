using System.Collections.Concurrent;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Rtl;
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
    private readonly ConcurrentDictionary<RtlProblem, Lazy<PreparedProblem>> prepared = new();
    private readonly ConcurrentDictionary<RtlProblem, Lazy<Task<GradedRun?>>> baselines = new();

    public async Task<RtlGrade> GradeAsync(RtlProblem problem, string candidate, CancellationToken cancellation)
    {
        var answer = AnswerText.Of(problem, candidate);
        if (string.IsNullOrWhiteSpace(answer)) return Grade(problem, null, RtlOutcome.NoCode, [Error("no-code", "There is no code to judge.")]);

        var parts = Prepare(problem);
        var admission = Admit(parts, problem, EnumCasts.Rewrite(answer));
        var strict = admission.Design is null || parts.Recorder is null ? null : await RecordedAsync(parts, answer, admission.Design, cancellation).ConfigureAwait(false);
        var official = strict is not null && parts.IsOriginal && IsOriginal(answer) ? strict : await OfficialAsync(parts, answer, cancellation).ConfigureAwait(false);
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

    private PreparedProblem Prepare(RtlProblem problem) => prepared.GetOrAdd(problem, key => new Lazy<PreparedProblem>(() => PreparedProblem.Of(rule, key))).Value;

    private async Task<GradedRun?> RunBaselineAsync(RtlProblem problem)
    {
        var parts = Prepare(problem);
        var answer = AnswerText.Of(problem, ReferenceAnswer.Of(problem));
        var text = EnumCasts.Rewrite(answer);
        // The benchmark's own text: where the policy for answers refuses it, it is taken as a testbench is.
        var design = Admit(parts, problem, text).Design ?? RtlPolicy.Admit(Design(problem, text), PolicyOptions.Testbench).Design;
        var run = design is null || parts.Recorder is null ? null : await RecordedAsync(parts, answer, design, CancellationToken.None).ConfigureAwait(false);
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

    private RtlGrade Grade(RtlProblem problem, GradedRun? official, RtlOutcome outcome, IReadOnlyList<Diagnostic> findings) => RtlGrade.Of(
        errata.GetValueOrDefault(problem.Id),
        outcome == RtlOutcome.NoCode ? false : official?.OfficialPassed,
        official?.OfficialReason ?? (outcome == RtlOutcome.NoCode ? "no code" : "not run: there is no sandbox"),
        outcome,
        findings);

    private static Diagnostic Error(string code, string message, string? advice = null) =>
        new(Tool, DiagnosticSeverity.Error, $"{Tool}.{code}", message) { Advice = advice };

    private static RtlDesign Design(RtlProblem problem, string answer) => new(problem.TestbenchTop, [new RtlSource(AnalyzeRule.AnswerFile, answer)]);

    private static Admission Admit(PreparedProblem parts, RtlProblem problem, string answer) =>
        parts.Recorder is { } recorder && answer.Contains(recorder.Name, StringComparison.Ordinal)
            ? new Admission(null, [Error("recorder", "The text holds the name of the grader's recorder.")])
            : RtlPolicy.Admit(Design(problem, answer), PolicyOptions.Graded with { ReservedModules = parts.Reserved });

    /// <summary>Whether an answer is simulated as it is, comments apart: casts are rewritten, and conditionals resolved.</summary>
    private static bool IsOriginal(string answer) =>
        EnumCasts.Rewrite(answer) == answer
        && (!answer.Contains('`') || !Lexer.Tokenize(answer).Any(static token => token.Kind == TokenKind.Directive && token.Text is "`ifdef" or "`ifndef" or "`elsif" or "`else" or "`endif"));

    private async Task<GradedRun?> OfficialAsync(PreparedProblem parts, string answer, CancellationToken cancellation) =>
        tools.Sandbox.IsProtecting
            ? await tools.IcarusBench.RunUncheckedAsync(
                parts.Original(answer), new BenchRequest { CpuTime = limit }, $"official {rule.Name}", run => Reduce(run, answer), cancellation).ConfigureAwait(false)
            : null;

    private async Task<GradedRun?> RecordedAsync(PreparedProblem parts, string answer, CheckedDesign design, CancellationToken cancellation) =>
        await tools.IcarusBench.RunAsync(
            parts.With(design), new BenchRequest { Output = parts.Recorder!.File, CpuTime = limit }, $"recorded 1, {rule.Name}", run => Reduce(run, answer), cancellation).ConfigureAwait(false);

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
