using System.Globalization;
using HwAgent.Toolchain.Inventory;
using HwAgent.Toolchain.Sandboxing;

namespace HwAgent.Toolchain.Clusters;

/// <summary>Submits job arrays to Slurm and asks after them: sbatch, squeue, scontrol, scancel.</summary>
public sealed class SlurmClient
{
    private const long AnswerBytes = 4 << 20;

    /// <summary>A busy controller answers late, and retries by itself before it gives up.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromMinutes(2);

    private readonly string folder;
    private readonly string? configuration;

    private SlurmClient(string folder, string? configuration) => (this.folder, this.configuration) = (folder, configuration);

    /// <summary>Slurm as this machine reaches it.</summary>
    /// <param name="configuration">A <c>slurm.conf</c>; null: what the environment says.</param>
    /// <exception cref="SlurmException">Its commands are not installed.</exception>
    public static SlurmClient Create(string? configuration = null)
    {
        // The four come in one package; the first one found decides for all.
        var sbatch = ToolLocator.Find("sbatch") ?? throw new SlurmException("sbatch is not installed; it submits work to a Slurm cluster. Install it: sudo apt-get install slurm-client (Debian, Ubuntu) or sudo dnf install slurm (Fedora), and use the cluster's slurm.conf");
        return new SlurmClient(Path.GetDirectoryName(sbatch)!, configuration);
    }

    /// <summary>Submits an array and returns its job number.</summary>
    /// <exception cref="SlurmException">sbatch refuses.</exception>
    public async Task<string> SubmitAsync(SlurmArray array, CancellationToken cancellation)
    {
        Directory.CreateDirectory(array.Folder);
        var script = Path.Combine(array.Folder, "array.sh");
        await File.WriteAllTextAsync(script, SlurmScript.Write(array), cancellation).ConfigureAwait(false);
        // %% and %a: a percent sign in the folder's name, and the number of the task.
        var log = Path.Combine(array.Folder.Replace("%", "%%", StringComparison.Ordinal), "task-%a.log");
        var tasks = string.Create(CultureInfo.InvariantCulture, $"--array=0-{array.Tasks - 1}%{Math.Max(1, array.AtATime)}");
        string[] arguments = ["--parsable", $"--job-name={array.Name}", tasks, "--ntasks=1", $"--output={log}", $"--chdir={array.WorkDirectory ?? array.Folder}", .. array.Options, script];
        var answer = await RunAsync("sbatch", arguments, cancellation).ConfigureAwait(false);
        if (answer.ExitCode != 0) throw new SlurmException($"sbatch refuses the job array: {Said(answer)}");
        return answer.StandardOutput.Trim().Split(';')[0]; // NUMBER or NUMBER;CLUSTER
    }

    /// <summary>Numbers of the tasks that wait or run; null when the controller does not answer just now.</summary>
    /// <param name="job">Its number.</param>
    /// <param name="name">Its name: another cluster gives the same number to somebody else's job.</param>
    /// <param name="cancellation">Stops asking.</param>
    public async Task<IReadOnlySet<int>?> ActiveTasksAsync(string job, string name, CancellationToken cancellation)
    {
        var answer = await RunAsync("squeue", ["--noheader", "--array", $"--job={job}", $"--name={name}", "--format=%K"], cancellation).ConfigureAwait(false);
        if (answer.ExitCode != 0)
        {
            // Soon after its end the controller no longer knows a job.
            return answer.StandardError.Contains("Invalid job id", StringComparison.Ordinal) ? new HashSet<int>() : null;
        }

        return answer.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var task) ? task : -1).Where(task => task >= 0).ToHashSet();
    }

    /// <summary>What the controller knows of a task, for messages: its state and reason; empty when it knows nothing any more.</summary>
    public async Task<string> DescribeAsync(string job, int task, CancellationToken cancellation)
    {
        var answer = await RunAsync("scontrol", ["--oneliner", "show", "job", string.Create(CultureInfo.InvariantCulture, $"{job}_{task}")], cancellation).ConfigureAwait(false);
        string[] wanted = ["JobState=", "Reason=", "ExitCode=", "NodeList="];
        return answer.ExitCode != 0 ? "" : string.Join(' ', answer.StandardOutput.Split(' ').Where(word => wanted.Any(name => word.StartsWith(name, StringComparison.Ordinal))));
    }

    /// <summary>Ends every task of an array, if the job of that number has that name.</summary>
    public Task CancelAsync(string job, string name) => RunAsync("scancel", [$"--name={name}", job], CancellationToken.None);

    private async Task<ProcessOutcome> RunAsync(string command, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(AnswerTime);
        // The tasks are this program again, on other machines: they need its environment, the keys of endpoints included.
        var environment = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? "");
        if (configuration is not null) environment["SLURM_CONF"] = configuration;
        var outcome = await ProcessRunner.RunAsync(Path.Combine(folder, command), arguments, Path.GetTempPath(), environment, AnswerBytes, static _ => { }, limit.Token).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        return outcome.Killed ? outcome with { StandardError = $"{command} did not answer in {AnswerTime.TotalSeconds:0} s" } : outcome;
    }

    private static string Said(ProcessOutcome outcome) => (outcome.StandardError + outcome.StandardOutput).Trim();
}
