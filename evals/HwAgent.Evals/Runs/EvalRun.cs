using HwAgent.Evals.Calibrations;
using HwAgent.Evals.Results;
using HwAgent.Evaluation.Files;

namespace HwAgent.Evals.Runs;

/// <summary>A whole evaluation: every answer that has no checkpoint yet, then the files that are made from the checkpoints.</summary>
public static class EvalRun
{
    /// <exception cref="EvalFileException">The directory belongs to another run.</exception>
    public static async Task<EvalResult> RunAsync(EvalRequest request, CancellationToken cancellation)
    {
        var directory = request.Directory;
        Open(request);
        using var running = Hold(directory);
        var calibration = request.Calibrate is { } calibrate ? await calibrate(cancellation).ConfigureAwait(false) : null;
        var jobs = Jobs(request);
        var pending = jobs.Where(job => SampleRunner.Find(directory, job, request.Resume) is null).ToList();
        var done = jobs.Count - pending.Count;
        request.Progress(done, jobs.Count);
        if (pending.Count > 0 && request.Executor is { } executor) await executor.ExecuteAsync(pending, _ => request.Progress(Interlocked.Increment(ref done), jobs.Count), cancellation).ConfigureAwait(false);
        return Finish(request, jobs, calibration);
    }

    /// <summary>Every answer of a run, problem by problem.</summary>
    public static IReadOnlyList<SampleJob> Jobs(EvalRequest request) =>
        [.. (from problem in request.Problems from sample in Enumerable.Range(0, request.Settings.Samples) select new SampleJob(problem, sample)).Where(job => request.Includes?.Invoke(job) ?? true)];

    /// <summary>What the finished answers of a resumed run have cost, in US dollars; those without a known cost count as nothing.</summary>
    public static decimal SpentUsd(EvalRequest request) =>
        request.Resume ? Jobs(request).Sum(job => SampleRunner.Find(request.Directory, job, retryUnreachable: true)?.Solution.Usage.CostUsd ?? 0) : 0;

    /// <summary>Two processes on one run would spoil each other's files. The system lets go of the lock however the process ends.</summary>
    private static FileStream Hold(EvalDirectory directory)
    {
        try
        {
            return new FileStream(directory.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e)
        {
            throw new EvalFileException(directory.Path, null, $"another process works on this run: {e.Message}", "wait for it, or name another directory with --out");
        }
    }

    private static void Open(EvalRequest request)
    {
        var (directory, text) = (request.Directory, EvalJson.Write(request.Settings));
        if (!request.Resume)
        {
            if (Directory.Exists(directory.Path) && Directory.EnumerateFileSystemEntries(directory.Path).Any())
                throw new EvalFileException(directory.Path, null, "the run directory is not empty", "name another one, or add --resume to go on with it");
            AtomicFile.Write(directory.Settings, text);
            return;
        }

        if (EvalJson.Write(EvalJson.Read<EvalSettings>(directory.Settings)) != text)
            throw new EvalFileException(directory.Settings, null, "the run was started with other settings", "give the same options, or start a new run with --out");
    }

    private static EvalResult Finish(EvalRequest request, IReadOnlyList<SampleJob> jobs, Calibration? calibration)
    {
        var directory = request.Directory;
        var finished = jobs.Select(job => (Job: job, Result: SampleRunner.Find(directory, job, retryUnreachable: false))).Where(pair => pair.Result is not null).Select(pair => (pair.Job, Result: pair.Result!)).ToList();
        var samples = finished.Select(pair => pair.Result).ToList();
        var result = ResultBuilder.Build(request.Settings, request.Problems, samples, calibration, request.Tools);
        RunTrajectory.Write(directory, request.Settings, request.Models, finished, result);
        AtomicFile.Write(directory.ResultsCsv, ResultsCsv.Write(result));
        AtomicFile.Write(directory.Summary, HarnessSummary.Text(result));
        AtomicFile.Write(directory.SummaryCsv, HarnessSummary.Csv(result));
        RunDatabase.Write(directory.Database, request.Settings, result, samples);
        AtomicFile.Write(directory.Report, request.Report(result, samples));
        // Last: where it is, the others are.
        AtomicFile.Write(directory.Results, EvalJson.Write(result));
        return result;
    }
}
