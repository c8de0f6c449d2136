using HwAgent.Agent.Loop;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Search;
using HwAgent.Dataflow.Specification;
using HwAgent.Evaluation.Stages;

namespace HwAgent.Agent.Reports;

/// <summary>What a reader calls the values of the product's enumerations.</summary>
internal static class Words
{
    public static string Of(StopReason reason) => reason switch
    {
        StopReason.CandidatesSpent => "as many candidates were checked as the spec allows",
        StopReason.DesignerFinished => "the designer had nothing more to propose",
        StopReason.TimeSpent => "the time of the spec was up",
        StopReason.ModelBudgetSpent => "a budget of the language model was spent",
        StopReason.ModelFailed => "the language model could not be reached any more",
        _ => reason.ToString(),
    };

    public static string Of(ArrayDataflow dataflow) => dataflow == ArrayDataflow.OutputStationary ? "output-stationary" : "weight-stationary";

    public static string Of(Objective objective) => objective switch
    {
        Objective.Latency => "latency",
        Objective.Energy => "energy",
        Objective.Edp => "energy × latency",
        Objective.Area => "area",
        _ => objective.ToString(),
    };

    /// <summary>The gap is rounded up, so that what is said holds.</summary>
    public static string Of(OptimalityProof proof) => proof.IsOptimal ? "proven optimal" : $"within {Gap(proof.Gap)} of the best possible";

    public static string Gap(double gap) => $"{Math.Ceiling(gap * 1e4) / 100:N2} %";

    public static string Of(Stage stage) => stage.ToString().ToLowerInvariant();

    /// <summary>One line that tells designs apart: dataflow, array, port, weights, memory.</summary>
    public static string Of(AcceleratorParameters p) =>
        $"{Of(p.Dataflow)} {p.Rows} × {p.Columns}, {p.BusBits}-bit port, {WeightBits(p)} weights, {NumberText.Kib(p.OnChipKib)}";

    public static string WeightBits(AcceleratorParameters p) => p.MinWeightBits == p.MaxWeightBits ? $"{p.MaxWeightBits}-bit" : $"{p.MaxWeightBits}- to {p.MinWeightBits}-bit";

    /// <summary>One thing, several things.</summary>
    public static string Plural(long count, string one, string? many = null) => $"{NumberText.Count(count)} {(count == 1 ? one : many ?? one + "s")}";
}
