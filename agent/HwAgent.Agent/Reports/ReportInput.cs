using HwAgent.Agent.Runs;
using HwAgent.Dataflow.Specification;
using HwAgent.Evaluation.Candidates;

namespace HwAgent.Agent.Reports;

/// <summary>Everything a section can be made from.</summary>
internal sealed record ReportInput(RunResult Result, DesignSpec Spec, ReportContext Context)
{
    /// <summary>A language model was meant to propose, proposed, or was asked.</summary>
    public bool UsesModel =>
        Spec.Designer == DesignerKind.Llm || Result.Usage.Requests > 0 || Result.Candidates.Any(c => c.Origin != ExpertOrigin);

    public const string ExpertOrigin = "expert";

    /// <summary>The best candidate, when it also has a score; every drawing of the best design needs both.</summary>
    public CandidateEvaluation? Best => Result.Best is { Score: not null } best ? best : null;
}
