using HwAgent.Dataflow.Hardware;
using HwAgent.Evaluation.Candidates;

namespace HwAgent.Evals.Arrays;

/// <summary>One workload on one fixed array, checked.</summary>
/// <param name="Workload">Model and phase.</param>
/// <param name="Parameters">The accelerator: the array is given, its buffers are the search's choice.</param>
/// <param name="Evaluation">Every check.</param>
/// <param name="Time">Wall time by part, seconds.</param>
public sealed record ArrayRow(string Workload, AcceleratorParameters Parameters, CandidateEvaluation Evaluation, TurnTime Time);
