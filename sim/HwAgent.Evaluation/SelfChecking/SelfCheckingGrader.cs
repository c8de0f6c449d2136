using System.Collections.Concurrent;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Rtl;
using HwAgent.Evaluation.Grading;
using HwAgent.Evaluation.Probing;
using HwAgent.Toolchain;
using HwAgent.Toolchain.Policy;
using HwAgent.Toolchain.Simulation;

namespace HwAgent.Evaluation.SelfChecking;

/// <summary>
/// Grades answers under testbenches that check for themselves and print a verdict. The official verdict is the benchmark's own rule on
/// the texts as they are. The strict one takes the testbench's word only where the answer cannot have put it there:
/// <list type="bullet">
/// <item>the policy refuses every system task, so whatever is printed is the testbench's own, and nobody else ends the simulation;</item>
/// <item>the testbench must report success as often as under the verified design, and no failure (<see cref="PrintedVerdict"/>), twice:
/// once with each unknown bit of the answer shown to it as 0 and once as 1;</item>
/// <item>no output that the testbench looks at stands still where the verified design's changes;</item>
/// <item>where the task fixes every output at every instant, the answer agrees with the verified design under the same stimulus in
/// every recorded sample, compared outside the simulator; and where it does so for any stimulus, under random stimulus too.</item>
/// </list>
/// The last is not asked of every problem (<see cref="ComparisonScope"/>): many tasks leave latency or idle values open, and a comparison
/// sample by sample would refuse right answers. There the difference is a note.
/// </summary>
/// <param name="tools">The tools.</param>
/// <param name="rule">The benchmark's own rule.</param>
/// <param name="limit">CPU time of a simulation.</param>
/// <param name="errata">Documented faults by problem.</param>
/// <param name="scopes">What is compared, by problem; <see cref="ComparisonScope.Checks"/> for all others.</param>
public sealed class SelfCheckingGrader(
    RtlTools tools, IOfficialRule rule, TimeSpan limit, IReadOnlyDictionary<string, Erratum> errata, IReadOnlyDictionary<string, ComparisonScope> scopes) : IRtlGrader
{
    private const string Tool = "grader";

    /// <summary>Of the random stimulus; a verdict must come out the same again.</summary>
    private const int Seed = 20260726;

    /// <summary>The benchmark's own texts, delays included; comments are blanked, since some are not in ASCII.</summary>
    private static readonly PolicyOptions Trusted = PolicyOptions.Testbench with { ShowComments = false };

    private readonly ConcurrentDictionary<(RtlProblem Problem, char Unknown), Lazy<Task<SelfCheckedRun?>>> baselines = new();

    public async Task<RtlGrade> GradeAsync(RtlProblem problem, string candidate, CancellationToken cancellation)
    {
        var answer = AnswerText.Of(problem, candidate);
        if (string.IsNullOrWhiteSpace(answer)) return Grade(problem, (false, "no code"), RtlOutcome.NoCode, [Error("no-code", "There is no code to judge.")]);
        var official = await OfficialAsync(problem, answer, cancellation).ConfigureAwait(false);
        RtlGrade? grade = null;
        foreach (var unknown in "01")
        {
            grade = await StrictAsync(problem, answer, unknown, official, cancellation).ConfigureAwait(false);
            if (grade.Outcome != RtlOutcome.Correct) return grade;
        }

        return Scope(problem) == ComparisonScope.AnyStimulus && await DiffersAsync(problem, answer, cancellation).ConfigureAwait(false)
            ? Grade(problem, official, RtlOutcome.Mismatch, [Error("random", "The outputs differ from those of the verified design under random stimulus.", "read the task again for inputs and resets that the testbench does not try")]) with
            {
                Simulator = grade!.Simulator, Samples = grade.Samples,
            }
            : grade!;
    }

    private ComparisonScope Scope(RtlProblem problem) => scopes.GetValueOrDefault(problem.Id);

    /// <summary>Whether random stimulus tells an answer from the verified design.</summary>
    private async Task<bool> DiffersAsync(RtlProblem problem, string answer, CancellationToken cancellation)
    {
        var verified = ReferenceAnswer.Of(problem);
        if (ModuleInterface.Read(verified, problem.Module) is not { } module) return false;
        var expected = await BehaviourProbe.RunAsync(tools, module, verified, Seed, cancellation).ConfigureAwait(false);
        return expected.Completed && !(await BehaviourProbe.RunAsync(tools, module, answer, Seed, cancellation).ConfigureAwait(false)).AgreesWith(expected);
    }

    private async Task<RtlGrade> StrictAsync(RtlProblem problem, string answer, char unknown, (bool? Passed, string Reason) official, CancellationToken cancellation)
    {
        var bench = ObservedTestbench.For(problem, answer, unknown);
        var admission = RtlPolicy.Admit(Design(problem, EnumCasts.Rewrite(answer)), PolicyOptions.Graded with { ReservedModules = bench?.Names ?? new HashSet<string> { problem.TestbenchTop } });
        if (admission.Design is not { } design) return Grade(problem, official, RtlOutcome.Refused, admission.Diagnostics);
        if (bench is null || await BaselineAsync(problem, unknown, cancellation).ConfigureAwait(false) is not { Observed: { } baseline } verified)
        {
            return Grade(problem, official, RtlOutcome.NoBaseline, [Error("baseline", "The verified design does not pass its own testbench here.")]);
        }

        var run = (await RunAsync(problem, bench, design, cancellation).ConfigureAwait(false))!;
        if (!run.Compiled) return Grade(problem, official, RtlOutcome.CompileError, run.Diagnostics);
        var (outcome, findings) = Compare(problem, bench, run, verified, baseline);
        return Grade(problem, official, outcome, findings) with { Simulator = "icarus", Samples = run.Observed?.Samples ?? 0, Mismatches = run.Observed?.Mismatches ?? 0 };
    }

    private (RtlOutcome Outcome, IReadOnlyList<Diagnostic> Findings) Compare(RtlProblem problem, ObservedTestbench bench, SelfCheckedRun run, SelfCheckedRun verified, ObservedSamples baseline)
    {
        if (run.StoppedBy is { } stopped) return (RtlOutcome.LimitExceeded, [Error("limit", $"The simulation was stopped at its limit of {stopped}.", "look for a testbench that waits for an output that never comes, and for loops without a delay")]);
        if (run.Printed.FirstFailure is { } failure) return (RtlOutcome.Mismatch, [Error("testbench", $"The testbench reports: {failure}")]);
        if (run.Observed is not { Samples: > 0 } observed) return (RtlOutcome.SampleCount, [Error("samples", "The simulation ended before the first sample.")]);
        if (run.Printed.Successes != verified.Printed.Successes) return (RtlOutcome.Mismatch, [Error("testbench", "The testbench does not report success.")]);
        if (observed.Dead.Select(index => bench.Outputs[index]).FirstOrDefault(static output => output.IsRead) is { } dead)
        {
            return (RtlOutcome.Mismatch, [Error("dead-output", $"The output {dead.Name} never changes; that of the verified design does.")]);
        }

        var difference = $"{observed.Mismatches} of {observed.Samples} samples differ from the verified design; {observed.FirstMismatch}.";
        if (Scope(problem) == ComparisonScope.Checks) return (RtlOutcome.Correct, observed.Mismatches == 0 ? [] : [new Diagnostic(Tool, DiagnosticSeverity.Note, Tool + ".difference", difference) { Advice = "the task leaves it open, or the testbench does not look" }]);
        if (observed.Mismatches > 0) return (RtlOutcome.Mismatch, [Error("mismatch", difference)]);
        if (observed.Dead.Count > 0) return (RtlOutcome.Mismatch, [Error("dead-output", $"The output {bench.Outputs[observed.Dead[0]].Name} never changes; that of the verified design does.")]);
        return observed.Samples == baseline.Samples && observed.Stimulus == baseline.Stimulus
            ? (RtlOutcome.Correct, [])
            : (RtlOutcome.SampleCount, [Error("stimulus", $"{observed.Samples} samples were recorded under other inputs than the {baseline.Samples} of the verified design's own run.", "do not drive inputs")]);
    }

    /// <summary>The verified design under its own testbench; null when it does not pass.</summary>
    private async Task<SelfCheckedRun?> BaselineAsync(RtlProblem problem, char unknown, CancellationToken cancellation)
    {
        var lazy = baselines.GetOrAdd((problem, unknown), key => new Lazy<Task<SelfCheckedRun?>>(() => RunBaselineAsync(key.Problem, key.Unknown)));
        return await lazy.Value.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private async Task<SelfCheckedRun?> RunBaselineAsync(RtlProblem problem, char unknown)
    {
        var answer = AnswerText.Of(problem, ReferenceAnswer.Of(problem));
        if (ObservedTestbench.For(problem, answer, unknown) is not { } bench || RtlPolicy.Admit(Design(problem, EnumCasts.Rewrite(answer)), Trusted).Design is not { } design) return null;
        var run = await RunAsync(problem, bench, design, CancellationToken.None).ConfigureAwait(false);
        return run is { Compiled: true, StoppedBy: null, Printed.Passed: true, Observed: { Samples: > 0, Mismatches: 0 } } ? run : null;
    }

    private async Task<SelfCheckedRun?> RunAsync(RtlProblem problem, ObservedTestbench bench, CheckedDesign answer, CancellationToken cancellation)
    {
        // The answer comes last, so that none of its directives reaches the testbench.
        var ours = RtlPolicy.Admit(new RtlDesign(problem.TestbenchTop, [new RtlSource("timescale.v", "`timescale 1ns/1ns\n"), bench.Reference, new RtlSource("testbench.v", bench.Text)]), Trusted).Design;
        return ours is null ? null : await tools.IcarusBench.RunAsync(
            CheckedDesign.Combine(problem.TestbenchTop, ours, answer),
            new BenchRequest { Output = bench.File, Inputs = problem.DataFiles, CpuTime = limit },
            "self-checked 1",
            static run => new SelfCheckedRun
            {
                Compiled = run.Compiled,
                StoppedBy = run.StoppedBy,
                Printed = PrintedVerdict.Read(run.RunLog),
                Observed = run.Output is { } samples ? ObservedSamples.Read(samples) : null,
                Diagnostics = run.Diagnostics,
            },
            cancellation).ConfigureAwait(false);
    }

    private async Task<(bool? Passed, string Reason)> OfficialAsync(RtlProblem problem, string answer, CancellationToken cancellation)
    {
        if (!tools.Sandbox.IsProtecting) return (null, "not run: there is no sandbox");
        var design = new RtlDesign(problem.TestbenchTop, rule.Files(problem, problem.Testbench, problem.Reference, answer));
        var verdict = await tools.IcarusBench.RunUncheckedAsync(
            design, new BenchRequest { Inputs = problem.DataFiles, CpuTime = limit }, $"official {rule.Name}", run => Judge(run, answer), cancellation).ConfigureAwait(false);
        return (verdict.Passed, verdict.Reason);
    }

    private OfficialVerdict Judge(BenchRun run, string answer)
    {
        var (passed, reason) = rule.Judge(run, answer);
        return new OfficialVerdict(passed, reason);
    }

    private RtlGrade Grade(RtlProblem problem, (bool? Passed, string Reason) official, RtlOutcome outcome, IReadOnlyList<Diagnostic> findings) =>
        RtlGrade.Of(errata.GetValueOrDefault(problem.Id), official.Passed, official.Reason, outcome, findings);

    private static Diagnostic Error(string code, string message, string? advice = null) =>
        new(Tool, DiagnosticSeverity.Error, $"{Tool}.{code}", message) { Advice = advice };

    private static RtlDesign Design(RtlProblem problem, string answer) => new(problem.TestbenchTop, [new RtlSource(AnalyzeRule.AnswerFile, answer)]);

    /// <summary>An official verdict as the cache keeps it.</summary>
    private sealed record OfficialVerdict(bool Passed, string Reason);
}
