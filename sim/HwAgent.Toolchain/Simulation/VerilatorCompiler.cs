using System.Text;
using System.Text.RegularExpressions;
using HwAgent.Core.Diagnostics;
using HwAgent.Toolchain.Caching;
using HwAgent.Toolchain.Jobs;
using HwAgent.Toolchain.Lint;
using HwAgent.Toolchain.Policy;
using HwAgent.Toolchain.Sandboxing;

namespace HwAgent.Toolchain.Simulation;

/// <summary>
/// From RTL to an executable: Verilator writes C++; what runs every cycle is compiled as one unit with optimisation and the rest
/// (construction, reset of state) without, in parallel. Verilator's own runtime library is compiled once for a machine and kept.
/// </summary>
internal sealed partial class VerilatorCompiler(ToolRunner runner, ToolCache cache)
{
    public const string ProgramPart = "model";
    private const string RuntimePart = "runtime.o";
    private const int RuntimeOptimization = 2;

    public async Task<(CacheEntry Entry, bool Keep)> CompileAsync(
        CheckedDesign design, IReadOnlyDictionary<string, string> cppSources, VerilatorBuildOptions options, CancellationToken cancellationToken)
    {
        using var job = runner.CreateJob(design, out var paths);
        var prefix = "V" + design.Top;
        var verilate = await runner.RunAsync(
            job,
            "verilator",
            [
                "--cc", "-sv", "-O3", "--x-assign", "fast", "--x-initial", "fast", "--no-timing", "-Wno-fatal", "-Wno-lint", "-Wno-style", "-Wno-STMTDLY",
                // Small functions compile faster, and run a little faster too.
                "--output-split", "20000", "--output-split-cfuncs", "2000",
                "--top-module", design.Top, "--prefix", prefix, "-Mdir", ".",
                .. options.Assertions ? ["--assert"] : Array.Empty<string>(),
                .. options.Trace ? ["--trace"] : Array.Empty<string>(),
                .. options.Parameters.OrderBy(static p => p.Key, StringComparer.Ordinal).Select(static p => $"-G{p.Key}={p.Value}"),
                .. paths,
            ],
            options.Limits,
            cancellationToken).ConfigureAwait(false);
        var findings = VerilatorMessages.Parse(verilate.StandardError, design).Where(static finding => finding.Severity == DiagnosticSeverity.Error).ToList();
        if (ToolMessages.Abnormal(VerilatorMessages.Tool, verilate, findings.Count > 0) is { } abnormal) findings.Add(abnormal);
        if (findings.Count > 0) return Failed(findings, verilate);

        var generated = Directory.EnumerateFiles(job.Path, prefix + "*.cpp").Select(path => Path.GetFileName(path)!).Where(name => GeneratedName().IsMatch(name)).Order(StringComparer.Ordinal).ToArray();
        var libraries = Libraries(job, prefix);
        job.Write("hw_fast.cpp", Including(generated.Where(static name => !IsSlow(name))));
        job.Write("hw_slow.cpp", Including(generated.Where(IsSlow)));
        foreach (var (name, text) in cppSources) job.Write(name, text);

        string[] flags = [.. Flags(libraries.Root, options.Trace)];
        var optimized = "-O" + options.CompilerOptimization;
        var units = new List<(string Source, string Optimization)> { ("hw_fast.cpp", optimized), ("hw_slow.cpp", "-O0") };
        units.AddRange(cppSources.Keys.Where(static name => name.EndsWith(".cpp", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name => (name, optimized)));
        foreach (var name in libraries.Names) job.Write(name + ".o", await RuntimeAsync(name, libraries.Root, options, cancellationToken).ConfigureAwait(false));
        var compiled = await Task.WhenAll(units.Select(unit => runner.RunAsync(
            job, "g++", [.. flags, unit.Optimization, "-c", unit.Source, "-o", unit.Source + ".o"], options.Limits, cancellationToken))).ConfigureAwait(false);
        foreach (var run in compiled)
        {
            if (Explain(run, design) is { Count: > 0 } errors) return Failed(errors, run);
        }

        var link = await runner.RunAsync(
            job, "g++", ["-o", ProgramPart, .. units.Select(static unit => unit.Source + ".o"), .. libraries.Names.Select(static name => name + ".o"), "-pthread", "-latomic"],
            options.Limits, cancellationToken).ConfigureAwait(false);
        if (Explain(link, design) is { Count: > 0 } linkErrors) return Failed(linkErrors, link);
        var program = job.Read(ProgramPart, options.Limits.FileBytes) ?? throw new InvalidOperationException("The linker succeeded and left no program.");
        return (new CacheEntry(new Dictionary<string, byte[]> { [ProgramPart] = program }), true);
    }

    private static (CacheEntry Entry, bool Keep) Failed(IReadOnlyList<Diagnostic> findings, SandboxResult run) => (CacheEntry.OfJson(findings), run.StoppedBy is null);

    /// <summary>Files that run once: construction, symbol tables.</summary>
    private static bool IsSlow(string name) => name.EndsWith("__Slow.cpp", StringComparison.Ordinal) || name.EndsWith("__Syms.cpp", StringComparison.Ordinal);

    private static string Including(IEnumerable<string> names) =>
        names.Aggregate(new StringBuilder(), static (text, name) => text.Append("#include \"").Append(name).Append("\"\n")).ToString();

    private static IEnumerable<string> Flags(string root, bool trace) =>
    [
        "-std=gnu++17", "-march=native", "-w", "-fcf-protection=none", "-I.", $"-I{root}/include", $"-I{root}/include/vltstd",
        "-DVERILATOR=1", "-DVM_COVERAGE=0", "-DVM_SC=0", $"-DVM_TRACE={(trace ? 1 : 0)}", "-DVM_TRACE_FST=0", $"-DVM_TRACE_VCD={(trace ? 1 : 0)}",
    ];

    /// <summary>Where Verilator's runtime lies and which of its files the design needs, from the make files that it wrote.</summary>
    private static (string Root, IReadOnlyList<string> Names) Libraries(JobFolder job, string prefix)
    {
        const long makefileBytes = 1 << 20;
        var root = RootLine().Match(Encoding.UTF8.GetString(job.Read(prefix + ".mk", makefileBytes) ?? [])).Groups["path"].Value;
        var classes = Encoding.UTF8.GetString(job.Read(prefix + "_classes.mk", makefileBytes) ?? []);
        var names = RuntimeName().Matches(classes).Select(static match => match.Groups["name"].Value).Distinct().ToArray();
        return names.Length == 0 || root.Length == 0 ? throw new InvalidOperationException("Verilator's make files are not as expected.") : (root, names);
    }

    private async Task<byte[]> RuntimeAsync(string name, string root, VerilatorBuildOptions options, CancellationToken cancellationToken)
    {
        var key = new CacheKeyBuilder("verilator-runtime 1")
            .Add(await runner.VersionAsync("verilator").ConfigureAwait(false)).Add(await runner.VersionAsync("g++").ConfigureAwait(false))
            .Add(HostProcessor.Identity).Add(name).Add(root).Add(options.Trace.ToString()).Build();
        var entry = await cache.GetOrAddAsync(
            key,
            async () =>
            {
                using var job = runner.CreateJob();
                var run = await runner.RunAsync(
                    job, "g++", [.. Flags(root, options.Trace), $"-O{RuntimeOptimization}", "-c", $"{root}/include/{name}.cpp", "-o", RuntimePart], options.Limits, cancellationToken).ConfigureAwait(false);
                var bytes = run.ExitCode == 0 ? job.Read(RuntimePart, options.Limits.FileBytes) : null;
                return bytes is null
                    ? throw new InvalidOperationException($"Verilator's runtime {name}.cpp does not compile: {ToolMessages.Clean(run.StandardError)}")
                    : (new CacheEntry(new Dictionary<string, byte[]> { [RuntimePart] = bytes }), true);
            },
            cancellationToken).ConfigureAwait(false);
        return entry.Parts[RuntimePart];
    }

    private static List<Diagnostic> Explain(SandboxResult run, CheckedDesign design)
    {
        const string tool = "g++";
        var errors = (from Match match in CompilerError().Matches(run.StandardError).Take(ToolMessages.MaxFindings)
                      select new Diagnostic(tool, DiagnosticSeverity.Error, "CPP", ToolMessages.Clean(match.Groups["text"].Value))
                          .At(design, match.Groups["file"].Value, int.Parse(match.Groups["line"].Value), int.Parse(match.Groups["column"].Value))).ToList();
        if (ToolMessages.Abnormal(tool, run, errors.Count > 0) is { } abnormal) errors.Add(abnormal);
        return errors;
    }

    [GeneratedRegex(@"^[A-Za-z0-9_]+\.cpp\z", RegexOptions.CultureInvariant)]
    private static partial Regex GeneratedName();

    [GeneratedRegex(@"^VERILATOR_ROOT = (?<path>/\S+)$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex RootLine();

    [GeneratedRegex(@"^\s*(?<name>verilated[a-z_]*)\s*\\?$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex RuntimeName();

    [GeneratedRegex(@"^(?<file>[^\s:]+):(?<line>\d+):(?<column>\d+): (fatal )?error: (?<text>.*)$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex CompilerError();
}
