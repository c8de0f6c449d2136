using HwAgent.Evaluation.Grading;
using HwAgent.Evaluation.Mutation;
using HwAgent.Evaluation.Probing;
using HwAgent.Toolchain;

namespace HwAgent.Evals.Calibrations;

/// <summary>Calibrates a grader on problems: references, attacks, mutants.</summary>
/// <param name="tools">The tools.</param>
/// <param name="grader">The grader to be calibrated.</param>
/// <param name="options">How thoroughly; null for the defaults.</param>
public sealed class Calibrator(RtlTools tools, IRtlGrader grader, CalibrationOptions? options = null)
{
    private readonly CalibrationOptions options = options ?? new CalibrationOptions();

    /// <summary>The whole calibration.</summary>
    /// <param name="benchmark">Name of the benchmark.</param>
    /// <param name="problems">Those to calibrate on.</param>
    /// <param name="cancellation">Cancels it.</param>
    public async Task<Calibration> RunAsync(string benchmark, IReadOnlyList<RtlProblem> problems, CancellationToken cancellation)
    {
        var references = await EachAsync(problems, (problem, cancel) => grader.GradeAsync(problem, ReferenceAnswer.Of(problem), cancel), cancellation).ConfigureAwait(false);
        var targets = problems.Select(AttackTarget.Of).ToArray();
        var attacks = new List<AttackScore>();
        var blind = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var attack in options.Attacks)
        {
            var (score, found) = await AttackAsync(attack, problems, targets, cancellation).ConfigureAwait(false);
            attacks.Add(score);
            blind.UnionWith(found);
        }

        var judged = problems.Zip(references).Where(static pair => pair.Second.Strict != StrictVerdict.Excluded).Select(static pair => pair.First).ToArray();
        var mutations = options.MutantsPerProblem == 0 ? [] : await EachAsync(judged, MutateAsync, cancellation).ConfigureAwait(false);
        return new Calibration
        {
            Benchmark = benchmark,
            Problems = problems.Count,
            OfficialReferences = references.Count(static grade => grade.OfficialPassed == true),
            StrictReferences = references.Count(static grade => grade.Strict == StrictVerdict.Passed),
            Excluded = references.Count(static grade => grade.Strict == StrictVerdict.Excluded),
            FailedReferences = [.. problems.Zip(references).Where(static pair => pair.Second.Strict == StrictVerdict.Failed).Select(static pair => pair.First.Id)],
            Blind = [.. blind],
            Attacks = attacks,
            Mutations = mutations,
        };
    }

    /// <summary>One attack on every problem, or on a few when each try costs a whole limit.</summary>
    public async Task<AttackScore> AttackAsync(Attack attack, IReadOnlyList<RtlProblem> problems, CancellationToken cancellation) =>
        (await AttackAsync(attack, problems, [.. problems.Select(AttackTarget.Of)], cancellation).ConfigureAwait(false)).Score;

    /// <summary>How many faulty versions of the reference are rejected.</summary>
    public async Task<MutationScore> MutateAsync(RtlProblem problem, CancellationToken cancellation)
    {
        var reference = ReferenceAnswer.Of(problem);
        var (compiled, different, rejected) = (0, 0, 0);
        var accepted = new List<string>();
        foreach (var mutant in Mutants.Of(reference, options.MutantsPerProblem))
        {
            var grade = await grader.GradeAsync(problem, mutant.Text, cancellation).ConfigureAwait(false);
            if (grade.Outcome is RtlOutcome.CompileError or RtlOutcome.NoBaseline or RtlOutcome.Refused) continue;
            compiled++;
            if (grade.Outcome != RtlOutcome.Correct)
            {
                different++;
                rejected++;
            }
            else if (await DiffersAsync(problem, reference, mutant.Text, cancellation).ConfigureAwait(false) == true)
            {
                different++;
                accepted.Add(mutant.ToString());
            }
        }

        return new MutationScore(problem.Id, compiled, different, rejected, accepted);
    }

    private async Task<(AttackScore Score, IReadOnlyList<string> Blind)> AttackAsync(
        Attack attack, IReadOnlyList<RtlProblem> problems, AttackTarget?[] targets, CancellationToken cancellation)
    {
        var tried = problems.Zip(targets).Where(static pair => pair.Second is not null).ToArray();
        // Constants are tried on all problems: they find the blind ones, which a sample would miss.
        var count = attack.RunsToLimit ? options.ProblemsForLimits : attack.CanBeRight ? tried.Length : options.ProblemsPerAttack ?? tried.Length;
        if (count < tried.Length) tried = [.. Enumerable.Range(0, count).Select(index => tried[(long)index * tried.Length / count])];
        var grades = await EachAsync(tried, (pair, cancel) => grader.GradeAsync(pair.First, attack.Code(pair.Second!), cancel), cancellation).ConfigureAwait(false);
        // Outcome, not verdict: a problem that the errata exclude has to be found blind too.
        var behaving = tried.Zip(grades).Where(static pair => pair.Second.Outcome == RtlOutcome.Correct).Select(static pair => (Problem: pair.First.First, Target: pair.First.Second!, Grade: pair.Second)).ToArray();
        var wrong = new List<(string Id, StrictVerdict Strict)>();
        foreach (var (problem, target, grade) in behaving)
        {
            // Right is what was shown to be right: where the probe says nothing, a pass counts as a wrong one.
            if (!attack.CanBeRight || await DiffersAsync(problem, ReferenceAnswer.Of(problem), attack.Code(target), cancellation).ConfigureAwait(false) != false) wrong.Add((problem.Id, grade.Strict));
        }

        var passed = grades.Count(static grade => grade.Strict == StrictVerdict.Passed);
        IReadOnlyList<string> accepted = [.. wrong.Where(static found => found.Strict == StrictVerdict.Passed).Select(static found => found.Id)];
        var score = new AttackScore(
            attack.Name, attack.Does, tried.Length, grades.Count(static grade => grade.OfficialPassed == true), passed,
            grades.Count(static grade => grade.Strict == StrictVerdict.Excluded), passed - accepted.Count, accepted);
        return (score, attack.CanBeRight ? [.. wrong.Select(static found => found.Id)] : []);
    }

    /// <summary>Whether random stimulus tells a text from the reference; null where the reference can not be probed.</summary>
    private async Task<bool?> DiffersAsync(RtlProblem problem, string reference, string text, CancellationToken cancellation)
    {
        if (ModuleInterface.Read(reference, problem.Module) is not { } module) return null;
        var expected = await BehaviourProbe.RunAsync(tools, module, reference, options.Seed, cancellation).ConfigureAwait(false);
        if (!expected.Completed) return null;
        return !(await BehaviourProbe.RunAsync(tools, module, text, options.Seed, cancellation).ConfigureAwait(false)).AgreesWith(expected);
    }

    /// <summary>Works on all items, some at once; the results are in the order of the items.</summary>
    private async Task<IReadOnlyList<TResult>> EachAsync<TItem, TResult>(IReadOnlyList<TItem> items, Func<TItem, CancellationToken, Task<TResult>> work, CancellationToken cancellation)
    {
        var results = new TResult[items.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, items.Count),
            new ParallelOptions { MaxDegreeOfParallelism = options.Jobs, CancellationToken = cancellation },
            async (index, cancel) => results[index] = await work(items[index], cancel).ConfigureAwait(false)).ConfigureAwait(false);
        return results;
    }
}
