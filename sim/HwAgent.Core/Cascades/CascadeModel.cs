namespace HwAgent.Core.Cascades;

/// <summary>One model of a cascade.</summary>
/// <param name="Name">For the evidence.</param>
/// <param name="Stage">Solutions, self-tests and threshold.</param>
/// <param name="CostPerToken">In the unit of the whole cascade: multiply-accumulates, or bytes of weights read.</param>
/// <param name="Answer">Asks it.</param>
public sealed record CascadeModel(string Name, CascadeStage Stage, double CostPerToken, Func<CascadeRequest, CancellationToken, ValueTask<CascadeReply>> Answer);
