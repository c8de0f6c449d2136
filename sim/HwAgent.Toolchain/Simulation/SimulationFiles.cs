using System.Text.RegularExpressions;
using HwAgent.Core.Diagnostics;
using HwAgent.Toolchain.Caching;
using HwAgent.Toolchain.Jobs;
using HwAgent.Toolchain.Sandboxing;

namespace HwAgent.Toolchain.Simulation;

/// <summary>Files into and out of a simulation, common to both simulators.</summary>
internal static partial class SimulationFiles
{
    private const int LogCharacters = 16_384;
    private const string OutputPrefix = "out/";

    /// <exception cref="ArgumentException">A name is no plain file name, or belongs to the simulator.</exception>
    public static void CheckNames(IEnumerable<string> names, params string[] taken)
    {
        foreach (var name in names)
        {
            if (!PlainName().IsMatch(name) || taken.Contains(name) || name == JobFolder.SourceFolder)
            {
                throw new ArgumentException($"'{name}' can not name a file of a simulation: letters, digits, '.', '_' and '-' only, and not {string.Join(", ", taken)}.");
            }
        }
    }

    public static CacheKeyBuilder AddFiles(this CacheKeyBuilder key, IReadOnlyDictionary<string, byte[]> files)
    {
        foreach (var (name, bytes) in files.OrderBy(static file => file.Key, StringComparer.Ordinal)) key.Add(name).Add(bytes.AsSpan());
        return key.Add("end of files");
    }

    /// <summary>The result of a run, as it goes into the cache: the verdict as JSON, the output files as they are.</summary>
    public static (CacheEntry Entry, bool Keep) Collect(
        JobFolder job, string tool, string version, SandboxResult run, IReadOnlyList<string> outputs, long maximumBytes, IReadOnlyList<Diagnostic> findings)
    {
        var all = findings.ToList();
        if (ToolMessages.Abnormal(tool, run, all.Any(static finding => finding.Severity == DiagnosticSeverity.Error)) is { } abnormal) all.Add(abnormal);
        var files = new Dictionary<string, byte[]>();
        foreach (var name in outputs)
        {
            if (job.Read(name, maximumBytes) is { } bytes) files[OutputPrefix + name] = bytes;
            else all.Add(new Diagnostic(tool, DiagnosticSeverity.Error, "NO-OUTPUT", $"The simulation did not leave the file {name}, or it is no plain file of at most {maximumBytes} bytes."));
        }

        var log = ToolMessages.Clean(run.StandardOutput + run.StandardError, LogCharacters);
        var result = new SimulationResult
        {
            Completed = run.ExitCode == 0 && run.StoppedBy is null && files.Count == outputs.Count,
            TimedOut = run.TimedOut,
            Diagnostics = all,
            Log = log,
            ToolVersion = version,
        };
        return (CacheEntry.OfJson(result).With(files), run.StoppedBy is null);
    }

    public static SimulationResult Read(CacheEntry entry) => entry.ReadJson<SimulationResult>() with
    {
        Outputs = entry.Parts.Where(static part => part.Key.StartsWith(OutputPrefix, StringComparison.Ordinal))
            .ToDictionary(static part => part.Key[OutputPrefix.Length..], static part => part.Value),
    };

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.\-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();
}
