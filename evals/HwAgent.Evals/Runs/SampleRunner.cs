using HwAgent.Agent.Loop;
using HwAgent.Agent.Solving;
using HwAgent.Agent.Trajectories;
using HwAgent.Evaluation.Files;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Runs;

/// <summary>Solves and grades one answer and leaves its checkpoint.</summary>
/// <param name="directory">The run.</param>
/// <param name="grader">Judges.</param>
/// <param name="solvers">Answer.</param>
/// <param name="taskOf">What a solver is told of a problem.</param>
public sealed class SampleRunner(EvalDirectory directory, IRtlGrader grader, SolverSource solvers, Func<RtlProblem, RtlTask> taskOf)
{
    /// <summary>Works on one answer. A killed process leaves no checkpoint, so the answer is made again.</summary>
    /// <returns>False when a budget was spent before the answer was finished: nothing is left behind but what was said.</returns>
    public async Task<bool> RunAsync(SampleJob job, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(directory.Checkpoint(job))!);
        var solution = await SolveAsync(job, cancellation).ConfigureAwait(false);
        if (solution.StopReason == StopReason.ModelBudgetSpent) return false;
        var grade = await grader.GradeAsync(job.Problem, solution.Code ?? "", cancellation).ConfigureAwait(false);
        if (solution.Code is { } code) AtomicFile.Write(directory.Code(job), code);
        AtomicFile.Write(directory.Checkpoint(job), EvalJson.Write(new SampleResult { Problem = job.Problem.Id, Sample = job.Sample, Solution = solution, Grade = grade }));
        File.Delete(directory.Interrupted(job));
        return true;
    }

    /// <summary>The checkpoint of an answer; null when it is not finished. An answer that no model could be reached for is not finished.</summary>
    public static SampleResult? Find(EvalDirectory directory, SampleJob job, bool retryUnreachable)
    {
        var path = directory.Checkpoint(job);
        if (!File.Exists(path)) return null;
        var result = EvalJson.Read<SampleResult>(path);
        return retryUnreachable && result.Solution is { StopReason: StopReason.ModelFailed, Code: null } ? null : result;
    }

    private async Task<Solution> SolveAsync(SampleJob job, CancellationToken cancellation)
    {
        if (solvers.Models.Count == 0) return await SolveAsync(new SampleSession(job, null, null), cancellation).ConfigureAwait(false);
        var conversation = directory.Conversation(job);
        // What an interrupted try, or one that lost its model, has been told already is not paid for twice.
        if (File.Exists(conversation)) File.Move(conversation, directory.Interrupted(job), overwrite: true);
        var recorded = File.Exists(directory.Interrupted(job)) ? TrajectoryReader.Read(directory.Interrupted(job)) : null;
        using var trajectory = TrajectoryWriter.Create(conversation);
        return await SolveAsync(new SampleSession(job, trajectory, recorded), cancellation).ConfigureAwait(false);
    }

    private Task<Solution> SolveAsync(SampleSession session, CancellationToken cancellation) =>
        solvers.Create(session).SolveAsync(taskOf(session.Job.Problem), session.Job.Sample, cancellation);
}
