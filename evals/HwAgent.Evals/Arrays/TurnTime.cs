namespace HwAgent.Evals.Arrays;

/// <summary>Where the time of one propose-lint-simulate-synthesise turn goes, in seconds. Simulation runs in parallel and beside synthesis, so the parts add up to more than the whole.</summary>
/// <param name="Total">Wall time of the turn, from the proposal to the score.</param>
/// <param name="Lint">Verilator lint.</param>
/// <param name="Simulator">Verilator: build and all runs, added up.</param>
/// <param name="Synthesis">Yosys.</param>
/// <param name="Own">Ours: static policy, operands, memory images, golden model, comparison, added up.</param>
public sealed record TurnTime(double Total, double Lint, double Simulator, double Synthesis, double Own)
{
    /// <summary>Our share of all work of the turn.</summary>
    public double OwnShare => Own / (Own + Lint + Simulator + Synthesis);
}
