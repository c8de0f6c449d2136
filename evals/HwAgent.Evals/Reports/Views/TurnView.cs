using HwAgent.Agent.Reports;
using HwAgent.Agent.Reports.Views;

namespace HwAgent.Evals.Reports.Views;

/// <summary>One turn of an answer.</summary>
/// <param name="Number">1-based.</param>
/// <param name="Model">Who wrote it.</param>
/// <param name="Stage">What stopped it.</param>
/// <param name="Code">The whole text in the first turn; empty where the difference says it.</param>
/// <param name="Difference">Against the turn before.</param>
/// <param name="Diagnostics">What was found.</param>
internal sealed record TurnView(int Number, string Model, string Stage, string Code, Markup Difference, IReadOnlyList<DiagnosticView> Diagnostics);
