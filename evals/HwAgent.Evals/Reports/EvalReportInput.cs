using HwAgent.Evals.Results;
using HwAgent.Evals.Runs;

namespace HwAgent.Evals.Reports;

/// <summary>What a report on an evaluation is made from.</summary>
/// <param name="Result">The run.</param>
/// <param name="Samples">Its checkpoints.</param>
/// <param name="CommandLine">The command that made the run, as one would type it again.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="Commit">Its commit; empty when it is not known.</param>
public sealed record EvalReportInput(EvalResult Result, IReadOnlyList<SampleResult> Samples, string CommandLine, string Version, string Commit);
