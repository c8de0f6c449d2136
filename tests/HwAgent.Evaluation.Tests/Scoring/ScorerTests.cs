using CsCheck;
using HwAgent.Dataflow.Search;
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
        LatencyMilliseconds = latency, EnergyMillijoules = energy, AreaGateEquivalents = area, OnChipKib = 1, Objective = objective, Violation = misses / 4.0, Misses = [.. Enumerable.Repeat("miss", misses)],
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

        Assert.Equal(["latency", "energy", "area", "on-chip memory"], misses.Select(m => m[..m.IndexOfAny([.. "0123456789"])].Trim()));
        Assert.Equal("area 5000 gate equivalents, budget 4999 gate equivalents", misses[2]);
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
    public void Compare_Order_IsViolationThenObjectiveThenLatencyEnergyArea() => Gen.Select(Scores, Scores).Sample((a, b) =>
    {
        var expected = (a.Violation, a.Objective, a.LatencyMilliseconds, a.EnergyMillijoules, a.AreaGateEquivalents)
            .CompareTo((b.Violation, b.Objective, b.LatencyMilliseconds, b.EnergyMillijoules, b.AreaGateEquivalents));
        Assert.Equal(Math.Sign(expected), Math.Sign(Scorer.Compare(a, b)));
    });

    /// <summary>A little over two budgets is nearer to the spec than twice one of them.</summary>
    [Fact]
    public void Compare_TwoSmallMissesAgainstALargeOne_PrefersTheSmall()
    {
        Score Of(double area, double kib) => Scorer.Score(
            SmallDesign.Spec with { Budget = new Budget { AreaGateEquivalents = 5000, OnChipKib = 1 } }, SmallDesign.Point with { OnChipKib = kib }, Synthesis with { AreaGateEquivalents = area });
        Score two = Of(5500, 1.1), one = Of(10_000, 1);
        Assert.Equal((2, 1), (two.Misses.Count, one.Misses.Count));
        Assert.Equal(0.2, two.Violation, 1e-12);
        Assert.True(Scorer.Compare(two, one) < 0);
    }

    /// <summary>Search and scorer cannot disagree: with the predicted area in place of the synthesised one, every pair of designs ranks alike.</summary>
    [Fact]
    public void Compare_AnyDesigns_RanksAsTheSearchDoes()
    {
        var figures = Gen.Select(Gen.Double[0.5, 2], Gen.Double[0.5, 2], Gen.Double[0.5, 2], Gen.Double[0.5, 2], (cycles, energy, area, kib) =>
            SmallDesign.Point with { LatencyCycles = (long)(1e6 * cycles), EnergyPicojoules = 1e9 * energy, AreaGateEquivalents = 5000 * area, OnChipKib = kib });
        var budgets = Gen.Select(Gen.Int[0, 15], mask => new Budget
        {
            ClockMegahertz = 1000, LatencyMilliseconds = (mask & 1) != 0 ? 1 : null, EnergyMillijoules = (mask & 2) != 0 ? 1 : null,
            AreaGateEquivalents = (mask & 4) != 0 ? 5000 : null, OnChipKib = (mask & 8) != 0 ? 1 : null,
        });
        Gen.Select(figures, figures, budgets, Gen.Enum<Objective>()).Sample((a, b, budget, objective) =>
        {
            var spec = SmallDesign.Spec with { Budget = budget, Objective = objective };
            Score Scored(DesignPoint p) => Scorer.Score(spec, p, Synthesis with { AreaGateEquivalents = p.AreaGateEquivalents });
            DesignScore Searched(DesignPoint p) => DesignScore.Of(DesignFigures.Of(p), objective, Limits.Of(budget));
            Assert.Equal(Math.Sign(Searched(a).CompareTo(Searched(b))), Math.Sign(Scorer.Compare(Scored(a), Scored(b))));
            Assert.Equal(Scored(a).MeetsSpec, Scored(a).Violation == 0);
        }, seed: "0000000000021", iter: 2000);
    }

    /// <summary>One unit in the last place over a budget is over it, in the ranking too.</summary>
    [Fact]
    public void Score_BudgetMissedByTheLeast_IsAViolation()
    {
        var score = Scorer.Score(SmallDesign.Spec with { Budget = new Budget { OnChipKib = 1 } }, SmallDesign.Point with { OnChipKib = Math.BitIncrement(1.0) }, Synthesis);
        Assert.False(score.MeetsSpec);
        Assert.True(score.Violation > 0);
    }

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
