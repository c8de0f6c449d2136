namespace HwAgent.Core.Cascades;

/// <summary>One model of a cascade.</summary>
/// <param name="Name">For the evidence.</param>
/// <param name="Stage">Solutions, self-tests and threshold.</param>
/// <param name="Answer">Asks it.</param>
public sealed record CascadeModel(string Name, CascadeStage Stage, Func<CascadeRequest, CancellationToken, ValueTask<CascadeReply>> Answer);
