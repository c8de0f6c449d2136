using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace HwAgent.Toolchain.Tests.Clusters;

/// <summary>A real Slurm of one node on 127.0.0.1: its own key, ports and folder; nothing of it is left afterwards.</summary>
public sealed class SlurmNode : IAsyncDisposable
{
    private const int Attempts = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly List<(Process Process, StringBuilder Output)> daemons = [];

    private SlurmNode(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>The <c>slurm.conf</c>, for the environment variable SLURM_CONF.</summary>
    public string Configuration => Path.Combine(Folder, "slurm.conf");

    /// <summary>Starts the daemons and waits until the node takes jobs.</summary>
    public static async Task<SlurmNode> StartAsync(CancellationToken cancellation)
    {
        foreach (var (program, package) in ((string, string)[])[("munged", "munge"), ("slurmctld", "slurmctld"), ("slurmd", "slurmd"), ("sbatch", "slurm-client")])
        {
            if (Find(program) is null) Assert.Fail($"{program} is not installed. This test starts a real Slurm: sudo apt-get install {package}");
        }

        for (var attempt = 1; ; attempt++)
        {
            // A short path: a socket's may have no more than a hundred characters.
            var node = new SlurmNode(Directory.CreateTempSubdirectory("hwa-slurm-").FullName);
            var problem = await node.BootAsync(cancellation);
            if (problem is null) return node;
            await node.DisposeAsync();
            // Somebody else may have taken a port between its choice and its use.
            if (attempt == Attempts) Assert.Fail($"Slurm does not start: {problem}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (daemons.Count > 2 && daemons.All(daemon => !daemon.Process.HasExited))
        {
            // Tasks outlive the daemon that started them.
            await RunAsync("scancel", ["--user=" + Environment.UserName], CancellationToken.None);
            await UntilAsync(async () => (await RunAsync("squeue", ["--noheader"], CancellationToken.None)).Trim().Length == 0, CancellationToken.None);
        }

        // The node's daemon first, with the tasks below it; the key's daemon last, since the others speak through it.
        foreach (var (process, _) in Enumerable.Reverse(daemons))
        {
            await StopAsync(process);
            process.Dispose();
        }

        daemons.Clear();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Asks first, so that a daemon ends its own children; then it is killed with all that is left of them.</summary>
    private async Task StopAsync(Process process)
    {
        if (!process.HasExited) await RunAsync("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)], CancellationToken.None);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private async Task<string?> BootAsync(CancellationToken cancellation)
    {
        var key = Path.Combine(Folder, "munge.key");
        await File.WriteAllBytesAsync(key, RandomNumberGenerator.GetBytes(128), cancellation);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(key, UnixFileMode.UserRead);
        foreach (var name in (string[])["state", "spool"]) Directory.CreateDirectory(Path.Combine(Folder, name));
        await File.WriteAllTextAsync(Configuration, Settings(FreePort(), FreePort()), cancellation);
        await File.WriteAllTextAsync(Path.Combine(Folder, "cgroup.conf"), "CgroupAutomount=no\n", cancellation);

        Start("munged", "--foreground", "--force", "--num-threads=2", $"--key-file={key}", $"--socket={In("munge.socket")}", $"--pid-file={In("munged.pid")}", $"--log-file={In("munged.log")}", $"--seed-file={In("munged.seed")}");
        if (!await UntilAsync(() => Task.FromResult(File.Exists(In("munge.socket"))), cancellation)) return Said();
        Start("slurmctld", "-D", "-c", "-f", Configuration);
        Start("slurmd", "-D", "-N", "localhost", "-f", Configuration);
        return await UntilAsync(async () => (await RunAsync("sinfo", ["--noheader", "--format=%T"], cancellation)).Trim() == "idle", cancellation) ? null : Said();
    }

    private string Settings(int controllerPort, int nodePort) => $"""
        ClusterName=hwagent-test
        SlurmctldHost=localhost(127.0.0.1)
        SlurmctldPort={controllerPort}
        SlurmdPort={nodePort}
        SlurmUser={Environment.UserName}
        SlurmdUser={Environment.UserName}
        AuthType=auth/munge
        AuthInfo=socket={In("munge.socket")}
        CredType=cred/munge
        ProctrackType=proctrack/linuxproc
        TaskPlugin=task/none
        JobAcctGatherType=jobacct_gather/none
        AccountingStorageType=accounting_storage/none
        SwitchType=switch/none
        MpiDefault=none
        SelectType=select/cons_tres
        SelectTypeParameters=CR_Core
        CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
        SchedulerParameters=batch_sched_delay=0,sched_interval=2,sched_min_interval=1000,bf_interval=2
        ReturnToService=2
        SlurmctldTimeout=300
        SlurmdTimeout=300
        StateSaveLocation={In("state")}
        SlurmdSpoolDir={In("spool")}
        SlurmctldPidFile={In("slurmctld.pid")}
        SlurmdPidFile={In("slurmd.pid")}
        SlurmctldLogFile={In("slurmctld.log")}
        SlurmdLogFile={In("slurmd.log")}
        NodeName=localhost NodeAddr=127.0.0.1 CPUs={Math.Min(2, Environment.ProcessorCount)} State=UNKNOWN
        PartitionName=all Nodes=localhost Default=YES MaxTime=INFINITE State=UP

        """;

    private string In(string name) => Path.Combine(Folder, name);

    private void Start(string program, params string[] arguments)
    {
        var process = Process.Start(Info(program, arguments)) ?? throw new InvalidOperationException($"{program} did not start");
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        daemons.Add((process, output));

        void Append(string? line)
        {
            lock (output) output.AppendLine(line);
        }
    }

    private async Task<string> RunAsync(string program, string[] arguments, CancellationToken cancellation)
    {
        using var process = Process.Start(Info(program, arguments)) ?? throw new InvalidOperationException($"{program} did not start");
        var error = process.StandardError.ReadToEndAsync(cancellation);
        var output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        await error;
        return output;
    }

    private ProcessStartInfo Info(string program, string[] arguments)
    {
        var info = new ProcessStartInfo(Find(program) ?? program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder };
        info.Environment["SLURM_CONF"] = Configuration;
        return info;
    }

    /// <summary>False when a daemon ends, or nothing happens for long.</summary>
    private async Task<bool> UntilAsync(Func<Task<bool>> condition, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Patience)
        {
            if (daemons.Any(daemon => daemon.Process.HasExited)) return false;
            if (await condition()) return true;
            await Task.Delay(100, cancellation);
        }

        return false;
    }

    private string Said()
    {
        var logs = ((string[])["munged.log", "slurmctld.log", "slurmd.log"]).Select(In).Where(File.Exists).Select(File.ReadAllText);
        return string.Join('\n', daemons.Select(daemon =>
        {
            lock (daemon.Output) return daemon.Output.ToString();
        }).Concat(logs));
    }

    /// <summary>Daemons lie where not every PATH looks.</summary>
    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Concat((string[])["/usr/sbin", "/usr/bin"]).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
