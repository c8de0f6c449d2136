using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Search;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Tests.Search;

public class DesignEvaluatorTests
{
    [Theory]
    [InlineData(Objective.Latency)]
    [InlineData(Objective.Energy)]
    [InlineData(Objective.Edp)]
    public void Evaluate_HardwareOfTheSearch_IsNoWorseThanTheSearch(Objective objective)
    {
        var request = TestRequests.Small with { Objective = objective };
        var best = TestRequests.Run(request).Best[0];
        var evaluation = DesignEvaluator.Evaluate(best.Parameters, request);
        Assert.Empty(evaluation.Diagnostics);
        // Buffers are given here, so the search's own mappings are among the candidates.
        Assert.True(evaluation.Point!.Objective <= best.Objective * 1.0001);
    }

    [Fact]
    public void Evaluate_MappingsOfTheSearch_GivesTheSamePoint()
    {
        var best = TestRequests.Run(TestRequests.Small).Best[0];
        var again = DesignEvaluator.Evaluate(best.Parameters, [.. best.Tasks.Select(t => t.Mapping)], TestRequests.Small).Point!;
        Assert.Equal((best.LatencyCycles, best.EnergyPicojoules, best.AreaGateEquivalents, best.OnChipKib), (again.LatencyCycles, again.EnergyPicojoules, again.AreaGateEquivalents, again.OnChipKib));
    }

    [Fact]
    public void Evaluate_HardwareThatCannotBeBuilt_SaysWhy()
    {
        var evaluation = DesignEvaluator.Evaluate(new() { Rows = 3 }, TestRequests.Small);
        Assert.Null(evaluation.Point);
        Assert.Equal("parameters.rows", Assert.Single(evaluation.Diagnostics).Code);
    }

    [Fact]
    public void Evaluate_HardwareThatCannotRunTheProducts_SaysWhy()
    {
        var evaluation = DesignEvaluator.Evaluate(new() { HasTable = false, WeightWords = 2 }, TestRequests.Small);
        Assert.Null(evaluation.Point);
        Assert.Contains(evaluation.Diagnostics, d => d.Code == "mapping.table");
        Assert.Contains(evaluation.Diagnostics, d => d.Code == "mapping.capacity");
    }

    [Fact]
    public void Evaluate_WeightsWiderThanTheHardware_SaysWhy()
    {
        var request = TestRequests.Small with { Tasks = [new GemmTask("wide", new LayerShape(32, 32, 64), 8)] };
        var narrow = new AcceleratorParameters { MaxWeightBits = 4, MinWeightBits = 2 };
        foreach (var evaluation in (DesignEvaluation[])[DesignEvaluator.Evaluate(narrow, request), DesignEvaluator.Evaluate(narrow, [new GemmMapping(16, 16, 64, BlockOrder.RowsOuter)], request)])
        {
            Assert.Null(evaluation.Point);
            Assert.Equal("mapping.weight-bits", Assert.Single(evaluation.Diagnostics).Code);
        }
    }

    [Fact]
    public void Evaluate_MappingThatDoesNotFit_SaysByHowMuch()
    {
        var mappings = TestRequests.Small.Tasks.Select(t => new GemmMapping(t.Shape.M, t.Shape.N, t.Shape.K, BlockOrder.RowsOuter)).ToArray();
        var evaluation = DesignEvaluator.Evaluate(new() { ActivationWords = 2 }, mappings, TestRequests.Small);
        Assert.Null(evaluation.Point);
        Assert.Contains("too many", evaluation.Diagnostics[0].Message);
        Assert.Throws<ArgumentException>(() => DesignEvaluator.Evaluate(new(), [], TestRequests.Small));
    }

    [Fact]
    public void Evaluate_BudgetMissed_IsSaid()
    {
        var request = TestRequests.Small with { Budget = new Budget { AreaGateEquivalents = 1000 } };
        Assert.StartsWith("area ", Assert.Single(DesignEvaluator.Evaluate(new(), request).Misses));
    }
}
