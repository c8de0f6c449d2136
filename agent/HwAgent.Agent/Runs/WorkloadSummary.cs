namespace HwAgent.Agent.Runs;

/// <summary>The workload of a run.</summary>
/// <param name="Name">Model name.</param>
/// <param name="Phase">prefill, decode or encode.</param>
/// <param name="Macs">Multiply-accumulates of one pass, all on the accelerator.</param>
/// <param name="Parameters">Parameters of the model.</param>
/// <param name="Products">Distinct matrix products.</param>
/// <param name="NotOnAccelerator">Operators that a GEMM accelerator does not run (softmax, norms, ...), with their elements in one pass: the latency does not contain them.</param>
public sealed record WorkloadSummary(string Name, string Phase, long Macs, long Parameters, int Products, IReadOnlyDictionary<string, long> NotOnAccelerator);
