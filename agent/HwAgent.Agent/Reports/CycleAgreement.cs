using HwAgent.Evaluation.Stages;

namespace HwAgent.Agent.Reports;

/// <summary>How far measured cycles bear out the prediction; products of reduced size count like those of full size.</summary>
/// <param name="Products">Products of the workload.</param>
/// <param name="Full">Simulated at full size.</param>
/// <param name="Simulated">Simulated at any size.</param>
/// <param name="Equal">Of these, how many took exactly the predicted cycles.</param>
internal sealed record CycleAgreement(int Products, int Full, int Simulated, int Equal)
{
    public static CycleAgreement Of(SimulationSummary simulation)
    {
        var simulated = simulation.Operators.Where(WasSimulated).ToArray();
        return new CycleAgreement(simulation.Operators.Count, simulated.Count(o => o.IsFullSize), simulated.Length, simulated.Count(o => o.SimulatedCycles == o.SimulatedPredictedCycles));
    }

    public static bool WasSimulated(OperatorMeasurement o) => o.SimulatedShape is not null && o.SimulatedCycles > 0;

    /// <summary>Which part of the workload the measured cycles of one pass are.</summary>
    public string Coverage => Full == Products ? "every product at full size" : $"{Full} of {Products} products at full size";

    public string Equality => Simulated == 0 ? "no product simulated" : $"{Equal} of {Simulated} simulated products took exactly the predicted cycles";
}
