using HwAgent.Core.Diagnostics;

namespace HwAgent.Evals.Benchmarks;

/// <summary>The data of a benchmark cannot be read: what is missing, where, and what to do.</summary>
public sealed class BenchmarkDataException(Diagnostic diagnostic) : Exception(diagnostic.ToString())
{
    public Diagnostic Diagnostic { get; } = diagnostic;
}
