namespace HwAgent.Agent.Reports.Mapping;

/// <summary>One mapping in words.</summary>
internal sealed record MapNestText(string Title, string Proof, string Text, bool IsOpen);
