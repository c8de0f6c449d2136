namespace HwAgent.Agent.Solving;

/// <summary>Where a repair starts.</summary>
/// <param name="Code">The module as it was found.</param>
/// <param name="Log">What the tool said of it.</param>
public sealed record FaultyRtl(string Code, string Log);
