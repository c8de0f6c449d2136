using HwAgent.Core.Compression;
using HwAgent.Core.Models;

namespace HwAgent.Agent.Reports.Compression;

/// <summary>What came out, in one table.</summary>
internal sealed record CompressionResultView(string Headline, IReadOnlyList<KeyValuePair<string, string>> Facts, IReadOnlyList<LossRow> Rows)
{
    private static readonly (ModelComponent Component, string Name)[] Components =
        [(ModelComponent.VisionEncoder, "vision encoder"), (ModelComponent.Projector, "projector"), (ModelComponent.LanguageModel, "language model")];

    public static CompressionResultView From(CompressionReportInput input)
    {
        var result = input.Result;
        var losses = result.HeldOut ?? result.Calibration;
        var change = losses.InIntegers.Perplexity / losses.Original.Perplexity - 1;
        var facts = new List<KeyValuePair<string, string>>
        {
            KeyValuePair.Create("Cost", $"{NumberText.Count(result.Cost)} {result.CostName}, {NumberText.Percent(result.Cost / (double)result.FullCost)} of the model with 8-bit weights"),
            KeyValuePair.Create("Weights", $"{NumberText.Count(result.Whole.WeightCount)} of {NumberText.Significant(result.Whole.MeanBits, 4)} bits on average, {NumberText.Significant(result.StoredBits, 4)} with scales"),
        };
        if (result.Vision is not null)
        {
            facts.Add(KeyValuePair.Create("Bits by component", string.Join(", ", Components.Select(part => $"{part.Name} {NumberText.Significant(result.Whole.ComponentBits(part.Component), 3)}"))));
            facts.Add(KeyValuePair.Create("Image tokens", $"count {NumberText.Significant(result.VisualWeight ?? 1, 3)} times what a text token counts in the decoder's statistics, from finite differences of the loss at its input"));
        }

        if (result.Budget is { } budget) facts.Add(KeyValuePair.Create("Budget", $"{NumberText.Count(budget)} {result.CostName}"));
        if (result.Chosen is { } chosen)
        {
            facts.Add(KeyValuePair.Create("Choice", chosen.UniformBits is { } bits ? $"{bits} bits everywhere: no mixture found is measured better" : "a mixture of widths, measured no worse than any single width of its size"));
            facts.Add(KeyValuePair.Create("Allocation", $"exact {Nats(chosen.OptimalDivergence)}, greedy {NumberText.Difference(chosen.OptimalDivergence > 0 ? chosen.GreedyDivergence / chosen.OptimalDivergence - 1 : 0)}, lower bound by the linear relaxation {Nats(chosen.LowerBound)}"));
        }

        return new CompressionResultView(
            $"{NumberText.Percent(result.Cost / (double)result.FullCost)} of the 8-bit size, perplexity {NumberText.Difference(change)} in integers", facts,
            [.. Stages("calibration", result.Calibration), .. result.HeldOut is { } heldOut ? Stages("held out", heldOut) : []]);
    }

    private static IEnumerable<LossRow> Stages(string text, LossComparison losses)
    {
        yield return Row("float32", losses.Original);
        if (losses.Pruned is { } pruned) yield return Row("pruned, float32", pruned);
        yield return Row("compressed weights, float32", losses.Compressed);
        yield return Row("integers throughout", losses.InIntegers);

        LossRow Row(string stage, ModelLoss loss) => new(
            text, stage, NumberText.Count(losses.Tokens), NumberText.Significant(loss.Perplexity, 5), NumberText.Difference(loss.Perplexity / losses.Original.Perplexity - 1), Nats(loss.Divergence));
    }

    private static string Nats(double value) => $"{NumberText.Significant(value, 3)} nats";
}
