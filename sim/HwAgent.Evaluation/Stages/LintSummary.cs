namespace HwAgent.Evaluation.Stages;

/// <param name="Warnings">Verilator's warnings with -Wall.</param>
public sealed record LintSummary(int Warnings);
