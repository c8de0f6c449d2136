using HwAgent.Evals.Results;

namespace HwAgent.Evals.Comparisons;

/// <summary>A run under the name it is compared by.</summary>
/// <param name="Name">Its directory.</param>
/// <param name="Result">Its <c>results.json</c>.</param>
public sealed record ComparedRun(string Name, EvalResult Result);
