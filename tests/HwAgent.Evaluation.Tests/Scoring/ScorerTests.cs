using CsCheck;
using HwAgent.Dataflow.Specification;
using HwAgent.Evaluation.Scoring;
using HwAgent.Evaluation.Stages;
using HwAgent.Evaluation.Tests.Files;

namespace HwAgent.Evaluation.Tests.Scoring;

public sealed class ScorerTests
{
    private static readonly SynthesisSummary Synthesis = new() { AreaGateEquivalents = 5000, FlipFlops = 100, MemoryBits = 4096, LogicDepth = 20, PredictedAreaGateEquivalents = 5100, Units = [] };

    /// <summary>Few distinct values, so that ties are common.</summary>
    private static readonly Gen<Score> Scores = Gen.Select(Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[0, 2], (latency, energy, area, objective, misses) => new Score
    {
        LatencyMilliseconds = latency, EnergyMillijoules = energy, AreaGateEquivalents = area, OnChipKib = 1, Objective = objective, Misses = [.. Enumerable.Repeat("miss", misses)],
    });

    [Fact]
    public void Score_NoBudget_IsMet()
    {
        var score = Scorer.Score(SmallDesign.Spec with { Budget = new Budget { ClockMegahertz = 100 } }, SmallDesign.Point, Synthesis);

        Assert.True(score.MeetsSpec);
        Assert.Equal(SmallDesign.Point.LatencyCycles / 100e3, score.LatencyMilliseconds);
        Assert.Equal(SmallDesign.Point.EnergyPicojoules * 1e-9, score.EnergyMillijoules);
        Assert.Equal((5000, SmallDesign.Point.OnChipKib), (score.AreaGateEquivalents, score.OnChipKib));
    }

    [Fact]
    public void Score_EveryBudgetMissed_NamesEachWithBothNumbers()
    {
        var budget = new Budget { ClockMegahertz = 100, AreaGateEquivalents = 4999, OnChipKib = 0.125, LatencyMilliseconds = 1e-6, EnergyMillijoules = 1e-9 };
        var misses = Scorer.Score(SmallDesign.Spec with { Budget = budget }, SmallDesign.Point, Synthesis).Misses;

        Assert.Equal(["area", "on-chip memory", "latency", "energy"], misses.Select(m => m[..m.IndexOfAny([.. "0123456789"])].Trim()));
        Assert.Equal("area 5000 gate equivalents, budget 4999 gate equivalents", misses[0]);
        Assert.DoesNotContain(misses, m => m.Contains("budget 0 ", StringComparison.Ordinal) || m.Contains(" 0 mJ", StringComparison.Ordinal));
    }

    /// <summary>A budget is a limit, not a bound that must be undercut.</summary>
    [Fact]
    public void Score_BudgetExactlyKept_IsMet() =>
        Assert.True(Scorer.Score(SmallDesign.Spec with { Budget = new Budget { AreaGateEquivalents = 5000, OnChipKib = SmallDesign.Point.OnChipKib } }, SmallDesign.Point, Synthesis).MeetsSpec);

    [Theory]
    [InlineData(Objective.Latency)]
    [InlineData(Objective.Energy)]
    [InlineData(Objective.Edp)]
    [InlineData(Objective.Area)]
    public void Score_Objective_IsTheOneAskedFor(Objective objective)
    {
        var score = Scorer.Score(SmallDesign.Spec with { Objective = objective }, SmallDesign.Point, Synthesis);
        var expected = objective switch
        {
            Objective.Latency => score.LatencyMilliseconds,
            Objective.Energy => score.EnergyMillijoules,
            Objective.Edp => score.LatencyMilliseconds * score.EnergyMillijoules,
            _ => score.AreaGateEquivalents,
        };
        Assert.Equal(expected, score.Objective);
    }

    [Fact]
    public void Compare_Order_IsMissesThenObjectiveThenLatencyEnergyArea() => Gen.Select(Scores, Scores).Sample((a, b) =>
    {
        var expected = (a.Misses.Count, a.Objective, a.LatencyMilliseconds, a.EnergyMillijoules, a.AreaGateEquivalents)
            .CompareTo((b.Misses.Count, b.Objective, b.LatencyMilliseconds, b.EnergyMillijoules, b.AreaGateEquivalents));
        Assert.Equal(Math.Sign(expected), Math.Sign(Scorer.Compare(a, b)));
    });

    /// <summary>A strict partial order: nothing dominates itself, never both ways, and it carries over.</summary>
    [Fact]
    public void Dominates_AnyScores_IsAStrictPartialOrder() => Gen.Select(Scores, Scores, Scores).Sample((a, b, c) =>
    {
        Assert.False(Scorer.Dominates(a, a));
        Assert.False(Scorer.Dominates(a, b) && Scorer.Dominates(b, a));
        if (Scorer.Dominates(a, b) && Scorer.Dominates(b, c)) Assert.True(Scorer.Dominates(a, c));
    });

    /// <summary>Whatever is not on the front is dominated by something that is.</summary>
    [Fact]
    public void Dominates_AnyScores_LeavesAFrontThatCoversTheRest() => Scores.Array[1, 12].Sample(all =>
    {
        var front = all.Where(s => !all.Any(other => Scorer.Dominates(other, s))).ToList();
        Assert.NotEmpty(front);
        Assert.All(all.Except(front), s => Assert.Contains(front, f => Scorer.Dominates(f, s)));
    });
}
