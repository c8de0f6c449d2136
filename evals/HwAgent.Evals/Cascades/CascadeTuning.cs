namespace HwAgent.Evals.Cascades;

/// <summary>What tuning found.</summary>
/// <param name="Benchmark">Name of the benchmark.</param>
/// <param name="Answers">Answers of the validation run.</param>
/// <param name="CostUnit"><c>USD</c>, or <c>tokens</c> where a price is unknown.</param>
/// <param name="Considered">Cascades looked at.</param>
/// <param name="Front">Cascades that no other beats in accuracy and cost, cheapest first.</param>
/// <param name="Baselines">Every single model: one answer, and its own front of k and l.</param>
public sealed record CascadeTuning(string Benchmark, int Answers, string CostUnit, long Considered, IReadOnlyList<TunedCascade> Front, IReadOnlyList<TunedCascade> Baselines);
