namespace HwAgent.Evals.Runtime;

/// <summary>One kernel benchmark of BenchmarkDotNet.</summary>
/// <param name="Kernel">What ran.</param>
/// <param name="Weights">Width of the weights.</param>
/// <param name="MedianMicroseconds">Median of an operation.</param>
/// <param name="DeviationMicroseconds">Standard deviation.</param>
/// <param name="Rate">What that is in GB of weights a second (rows) or billions of operations a second (prompts, a product and its sum being two); null for a dispatch.</param>
/// <param name="RateUnit">GB/s or GOP/s.</param>
/// <param name="AllocatedBytes">Managed memory an operation.</param>
public sealed record KernelRow(string Kernel, string Weights, double MedianMicroseconds, double DeviationMicroseconds, double? Rate, string? RateUnit, long AllocatedBytes);
