using System.Text.Json;
using HwAgent.Agent.Runs;

namespace HwAgent.Cli.Tests.Commands;

/// <summary>One finished run of <c>hwagent design</c> on a workload so small that every check takes seconds. Made once; tests that change it change a copy.</summary>
public sealed class TinyRun : IAsyncLifetime
{
    /// <summary>Two products with ragged edges, one with activation and residual; one candidate.</summary>
    public const string Spec = """
        name: tiny
        workload:
          gemms:
            - {name: a, m: 8, n: 8, k: 16}
            - {name: b, m: 5, n: 7, k: 9, activation: gelu, residual: true}
        budget: {area_gate_equivalents: 100000, on_chip_kib: 4, dram_bytes_per_cycle: 8, clock_megahertz: 200}
        objective: latency
        search: {candidates: 1, seed: 3, time_minutes: 10}

        """;

    private readonly TemporaryFolder folder = new();

    /// <summary>Where it was run: <c>tiny.yaml</c>, <c>runs/tiny</c>, <c>cache</c>.</summary>
    public string Folder => folder.Path;

    /// <summary>Results of the tools so far. Tests that ask for the same work again share it.</summary>
    public string Cache => Path.Combine(Folder, "cache");

    public RunDirectory Run => new(Path.Combine(Folder, "runs", "tiny"));

    internal ProcessResult Process { get; private set; } = new(-1, "", "");

    public JsonElement Result => Read(Run);

    public static JsonElement Read(RunDirectory run)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(run.Result));
        return document.RootElement.Clone();
    }

    public async ValueTask InitializeAsync()
    {
        folder.Write("tiny.yaml", Spec);
        Process = await HwAgentProcess.RunInAsync(Folder, "design", "tiny.yaml", "--cache", Cache);
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Copies the run into an empty folder.</summary>
    internal RunDirectory CopyTo(TemporaryFolder target)
    {
        var copy = new RunDirectory(Path.Combine(target.Path, "run"));
        foreach (var file in Directory.EnumerateFiles(Run.Path, "*", SearchOption.AllDirectories))
        {
            var path = Path.Combine(copy.Path, Path.GetRelativePath(Run.Path, file));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(file, path);
        }

        return copy;
    }

    /// <summary>Names and bytes of <c>result.json</c> and <c>best/</c>: what equal runs share.</summary>
    internal static SortedDictionary<string, string> Bytes(RunDirectory run)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(run.Best, "*", SearchOption.AllDirectories).Append(run.Result))
            files.Add(Path.GetRelativePath(run.Path, file), Convert.ToHexString(File.ReadAllBytes(file)));
        return files;
    }
}
