using System.Security.Cryptography;
using System.Text;
using HwAgent.Evaluation.Files;
using HwAgent.Toolchain.Clusters;

namespace HwAgent.Evals.Runs;

/// <summary>Works on answers as a Slurm job array. The run directory must lie on a file system that every node shares: the checkpoints there are all that comes back.</summary>
/// <param name="slurm">The cluster.</param>
/// <param name="directory">The run.</param>
/// <param name="worker">The command that works on one slice; <see cref="SlurmScript.TaskPlaceholder"/> stands for its number.</param>
/// <param name="atATime">Tasks at a time.</param>
/// <param name="options">Further options for sbatch.</param>
/// <param name="note">Told what goes wrong and is gone over.</param>
public sealed class SlurmExecutor(SlurmClient slurm, EvalDirectory directory, IReadOnlyList<string> worker, int atATime, IReadOnlyList<string> options, Action<string> note) : ISampleExecutor
{
    /// <summary>Several short tasks for each place, so that one slow problem does not hold up a quarter of the run.</summary>
    private const int TasksPerPlace = 4;

    private const int BudgetSpent = 2;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>A shared file system shows a file late, and a controller that restarts knows nothing for a while.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public async Task ExecuteAsync(IReadOnlyList<SampleJob> jobs, Action<SampleJob> finished, CancellationToken cancellation)
    {
        var slices = Math.Min(jobs.Count, Math.Max(1, atATime) * TasksPerPlace);
        var folder = Path.GetFullPath(directory.Cluster);
        var submitted = Path.Combine(folder, "job");
        // Its own for each run: a number alone could be that of somebody else's job.
        var name = "hwagent-eval-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..8];
        if (File.Exists(submitted)) await EndAsync(name, await File.ReadAllTextAsync(submitted, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        AtomicFile.Write(directory.WorkList, EvalJson.Write(new WorkList(slices, [.. jobs.Select(job => new WorkItem(job.Problem.Id, job.Sample))])));
        var array = new SlurmArray
        {
            Name = name, Tasks = slices, AtATime = atATime, Folder = folder, WorkDirectory = Directory.GetCurrentDirectory(), Options = options,
            Command = worker,
        };
        var job = await slurm.SubmitAsync(array, cancellation).ConfigureAwait(false);
        AtomicFile.Write(submitted, job);
        try
        {
            await WaitAsync(array, job, jobs, finished, cancellation).ConfigureAwait(false);
        }
        catch
        {
            await slurm.CancelAsync(job, name).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A killed run leaves its array behind, which would write into the same files as the one that takes its place.</summary>
    private async Task EndAsync(string name, string job, CancellationToken cancellation)
    {
        if (await slurm.ActiveTasksAsync(job, name, cancellation).ConfigureAwait(false) is { Count: 0 }) return;
        note($"ending job {job} of the interrupted run");
        await slurm.CancelAsync(job, name).ConfigureAwait(false);
        for (var waited = TimeSpan.Zero; await slurm.ActiveTasksAsync(job, name, cancellation).ConfigureAwait(false) is not { Count: 0 }; waited += Poll)
        {
            if (waited >= Patience) throw new SlurmException($"job {job} of the interrupted run does not end; cancel it with scancel {job}");
            await Task.Delay(Poll, cancellation).ConfigureAwait(false);
        }
    }

    private async Task WaitAsync(SlurmArray array, string job, IReadOnlyList<SampleJob> jobs, Action<SampleJob> finished, CancellationToken cancellation)
    {
        var pending = jobs.ToList();
        var open = Enumerable.Range(0, array.Tasks).ToHashSet();
        var quiet = TimeSpan.Zero;
        while (open.Count > 0)
        {
            await Task.Delay(Poll, cancellation).ConfigureAwait(false);
            foreach (var done in pending.Where(item => File.Exists(directory.Checkpoint(item))).ToList())
            {
                pending.Remove(done);
                finished(done);
            }

            foreach (var task in open.Where(task => File.Exists(array.ExitFile(task))).ToList())
            {
                var code = int.Parse(await File.ReadAllTextAsync(array.ExitFile(task), cancellation).ConfigureAwait(false), System.Globalization.CultureInfo.InvariantCulture);
                if (code is not (0 or BudgetSpent)) throw new SlurmException($"task {task} of job {job} ended with exit code {code}: {Tail(array.Log(task))}");
                open.Remove(task);
            }

            if (open.Count == 0) break;
            var active = await slurm.ActiveTasksAsync(job, array.Name, cancellation).ConfigureAwait(false);
            // A task that neither waits nor runs and left no exit code was killed: by its time limit, its memory, or a node that went down.
            quiet = active is not null && active.Overlaps(open) ? TimeSpan.Zero : quiet + Poll;
            if (active is null && quiet == Poll) note("squeue does not answer; waiting for it");
            if (quiet < Patience) continue;
            var lost = open.Min();
            throw new SlurmException($"task {lost} of job {job} ended without an exit code: {await slurm.DescribeAsync(job, lost, cancellation).ConfigureAwait(false)} {Tail(array.Log(lost))}");
        }
    }

    private static string Tail(string log)
    {
        if (!File.Exists(log)) return "there is no log";
        var text = File.ReadAllText(log).Trim();
        return text.Length <= 2000 ? text : "..." + text[^2000..];
    }
}
