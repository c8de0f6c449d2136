namespace HwAgent.Agent.Reports.Views;

/// <summary>One reason for which the search turned hardware down.</summary>
internal sealed record RejectionRow(string Reason, string Count, string BarPercent);
