namespace HwAgent.Agent.Reports.Views;

/// <summary>One row of a list of facts.</summary>
internal sealed record Fact(string Label, string Value, string Note = "");
