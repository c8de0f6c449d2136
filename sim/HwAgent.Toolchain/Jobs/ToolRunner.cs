using HwAgent.Toolchain.Inventory;
using HwAgent.Toolchain.Policy;
using HwAgent.Toolchain.Sandboxing;

namespace HwAgent.Toolchain.Jobs;

/// <summary>What every tool shares: the sandbox, the place for job folders, and where the tools are.</summary>
internal sealed class ToolRunner(Sandbox sandbox, ToolInventory inventory, string jobRoot)
{
    public ToolInventory Inventory => inventory;

    /// <summary>Whether runs are walled in.</summary>
    public bool IsProtecting => sandbox.IsProtecting;

    public JobFolder CreateJob() => JobFolder.Create(jobRoot);

    /// <summary>A job folder with the sources of a design, and their paths in it, in order.</summary>
    public JobFolder CreateJob(CheckedDesign design, out IReadOnlyList<string> paths)
    {
        var job = CreateJob();
        paths = [.. design.ToolSources.Select(static source => $"{JobFolder.SourceFolder}/{source.Name}")];
        foreach (var source in design.ToolSources) job.Write($"{JobFolder.SourceFolder}/{source.Name}", source.Text);
        return job;
    }

    /// <summary>Version of a tool, for cache keys and results.</summary>
    /// <exception cref="ToolMissingException">It is not installed.</exception>
    public async Task<string> VersionAsync(string tool) => (await inventory.RequireAsync(tool).ConfigureAwait(false)).Version!;

    /// <summary>Runs an installed tool in the sandbox on a job folder.</summary>
    public async Task<SandboxResult> RunAsync(JobFolder job, string tool, IReadOnlyList<string> arguments, ResourceLimits limits, CancellationToken cancellationToken)
    {
        var status = await inventory.RequireAsync(tool).ConfigureAwait(false);
        return await RunFileAsync(job, tool, status.Path!, arguments, limits, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Runs several installed tools one after another in one sandbox: a start of the sandbox costs as much as a small simulation.
    /// </summary>
    /// <param name="job">Where they run.</param>
    /// <param name="script">A fixed text of ours for the shell; <c>$1</c>, <c>$2</c>, ... are the tools' paths. Never made from a design.</param>
    /// <param name="tools">Names of the tools.</param>
    /// <param name="arguments">Follow the tools' paths; the shell does not interpret them.</param>
    /// <param name="limits">For all of them together, and CPU time for each.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <param name="dialogue">Talks to the script while it runs; null for no input.</param>
    public async Task<SandboxResult> RunScriptAsync(
        JobFolder job, string script, IReadOnlyList<string> tools, IReadOnlyList<string> arguments, ResourceLimits limits, CancellationToken cancellationToken,
        SandboxDialogue? dialogue = null)
    {
        const string shell = "/bin/sh";
        var paths = new List<string>();
        foreach (var tool in tools) paths.Add((await inventory.RequireAsync(tool).ConfigureAwait(false)).Path!);
        var request = new SandboxRequest
        {
            Tool = tools[0], Executable = shell, FurtherTools = paths, Arguments = ["-c", script, shell, .. paths, .. arguments], WorkDirectory = job.Path, Limits = limits, Dialogue = dialogue,
        };
        return await sandbox.RunAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a program of the job folder itself, e.g. <c>./model</c>.</summary>
    public Task<SandboxResult> RunFileAsync(
        JobFolder job, string tool, string executable, IReadOnlyList<string> arguments, ResourceLimits limits, CancellationToken cancellationToken) =>
        sandbox.RunAsync(
            new SandboxRequest { Tool = tool, Executable = executable, Arguments = arguments, WorkDirectory = job.Path, Limits = limits },
            cancellationToken);
}
