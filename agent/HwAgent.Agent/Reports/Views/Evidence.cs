using HwAgent.Evaluation.Candidates;
using HwAgent.Evaluation.Stages;

namespace HwAgent.Agent.Reports.Views;

/// <summary>What the checks of a correct candidate prove, in short.</summary>
internal static class Evidence
{
    public static IReadOnlyList<Fact> Of(CandidateEvaluation best)
    {
        var facts = new List<Fact>();
        if (best.Lint is { } lint) facts.Add(new("Lint", Words.Plural(lint.Warnings, "warning"), "Verilator, -Wall"));
        if (best.Simulation is { } simulation)
        {
            facts.Add(new("Results compared with the golden model", NumberText.Count(simulation.Vectors), $"{NumberText.Count(simulation.Mismatches)} wrong"));
            facts.Add(new("Stress runs", NumberText.Count(simulation.StressRuns), "corner operands, random stalls of the port, reset in the middle"));
            facts.Add(new("Cycles measured", NumberText.Count(simulation.Cycles), Cycles(simulation, CycleAgreement.Of(simulation))));
        }

        if (best.Synthesis is { } synthesis)
        {
            facts.Add(new("Area synthesised", $"{NumberText.Whole(synthesis.AreaGateEquivalents)} GE",
                $"{NumberText.Whole(synthesis.PredictedAreaGateEquivalents)} GE predicted, error {NumberText.Difference(AreaView.PredictionError(synthesis))}"));
        }

        return facts;
    }

    private static string Cycles(SimulationSummary simulation, CycleAgreement agreement)
    {
        // With nothing at full size both sums are 0, and equal: that says nothing.
        var sum = agreement.Full == 0 ? "" : simulation.Cycles == simulation.PredictedCycles ? "equal to the prediction; " : $"{NumberText.Count(simulation.PredictedCycles)} predicted: not equal; ";
        return $"{sum}{agreement.Coverage}{(agreement.Full < agreement.Products ? ", the others smaller with the same blocking" : "")}; {agreement.Equality}";
    }
}
