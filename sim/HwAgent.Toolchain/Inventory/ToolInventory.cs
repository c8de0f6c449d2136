using System.Collections.Concurrent;
using System.ComponentModel;
using HwAgent.Toolchain.Sandboxing;

namespace HwAgent.Toolchain.Inventory;

/// <summary>Which tools this machine has. Asks each tool at most once per instance.</summary>
public sealed class ToolInventory
{
    private const long AnswerBytes = 64 * 1024;
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, Lazy<Task<ToolStatus>>> known = new();

    /// <summary>Every tool the product may start, missing ones included, in a fixed order.</summary>
    public static async Task<IReadOnlyList<ToolStatus>> ProbeAsync(CancellationToken cancellationToken = default) =>
        await Task.WhenAll(ToolDescription.All.Select(tool => ProbeAsync(tool, cancellationToken))).ConfigureAwait(false);

    /// <summary>One tool that must be there.</summary>
    /// <exception cref="ToolMissingException">It is not.</exception>
    public async Task<ToolStatus> RequireAsync(string name)
    {
        var tool = await known.GetOrAdd(name, static name => new(() => ProbeAsync(ToolDescription.Of(name), CancellationToken.None))).Value.ConfigureAwait(false);
        return tool.IsUsable ? tool : throw new ToolMissingException(tool);
    }

    private static async Task<ToolStatus> ProbeAsync(ToolDescription tool, CancellationToken cancellationToken)
    {
        var path = ToolLocator.Find(tool.Name);
        string? version = null;
        if (path is not null)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(AnswerTime);
            var environment = new Dictionary<string, string>
            {
                ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
                ["HOME"] = Environment.GetEnvironmentVariable("HOME") ?? "/",
                ["LANG"] = "C",
            };
            try
            {
                var outcome = await ProcessRunner.RunAsync(
                    path, tool.VersionArguments, Path.GetTempPath(), environment, AnswerBytes, static _ => { }, limit.Token).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                // vvp answers on standard error.
                var match = tool.VersionPattern.Match(outcome.StandardOutput + outcome.StandardError);
                if (match.Success && !outcome.Killed) version = match.Value.Trim();
            }
            catch (Win32Exception)
            {
                // A file that can not be executed is no tool; the missing version says so.
            }
        }

        return new ToolStatus(tool.Name, version, path, tool.NeededFor, tool.Required, tool.InstallHint);
    }
}
