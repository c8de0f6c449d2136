using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace HwAgent.Evals.Runtime;

/// <summary>Runs <see cref="KernelBenchmarks"/> in this process and reads the figures out of BenchmarkDotNet's summary.</summary>
internal static class KernelSuite
{
    /// <param name="quick">Few, short rounds: an impression, not a measurement.</param>
    /// <param name="artifacts">Folder for the files that BenchmarkDotNet writes.</param>
    /// <exception cref="InvalidOperationException">BenchmarkDotNet refused or a benchmark failed; with its reasons.</exception>
    public static IReadOnlyList<KernelRow> Run(bool quick, string artifacts)
    {
        var job = (quick ? Job.ShortRun.WithIterationCount(3) : Job.Default.WithMaxIterationCount(20)).WithToolchain(new InProcessEmitToolchain(TimeSpan.FromHours(1), logOutput: false));
        var config = ManualConfig.CreateEmpty()
            .AddJob(job)
            .AddLogger(NullLogger.Instance)
            .WithArtifactsPath(artifacts);
        var summary = BenchmarkRunner.Run<KernelBenchmarks>(config);
        if (summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success))
        {
            var reasons = summary.ValidationErrors.Select(error => error.Message).Concat(summary.Reports.Where(report => !report.Success).Select(report => $"{report.BenchmarkCase.DisplayInfo} failed"));
            throw new InvalidOperationException($"The kernel benchmarks did not run: {string.Join("; ", reasons)}");
        }

        return [.. summary.Reports.Select(Row).OrderBy(row => row.Kernel, StringComparer.Ordinal)];
    }

    private static KernelRow Row(BenchmarkReport report)
    {
        var kernel = report.BenchmarkCase.Descriptor.WorkloadMethod.Name;
        var weights = (string)report.BenchmarkCase.Parameters[nameof(KernelBenchmarks.Weights)];
        var statistics = report.ResultStatistics!;
        (double? work, string? unit) = kernel switch
        {
            nameof(KernelBenchmarks.StreamedRow) => (KernelBenchmarks.StreamedBytes(weights), "GB/s"),
            nameof(KernelBenchmarks.Prompt) => (KernelBenchmarks.PromptOperations, "GOP/s"),
            _ => ((double?)null, (string?)null),
        };
        // Bytes or operations a nanosecond are billions a second.
        return new KernelRow(
            kernel, weights, statistics.Median / 1000, statistics.StandardDeviation / 1000, work / statistics.Median, unit, report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0);
    }
}
