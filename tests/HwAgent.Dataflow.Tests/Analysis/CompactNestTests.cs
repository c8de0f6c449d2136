using CsCheck;
using HwAgent.Dataflow.Analysis;

namespace HwAgent.Dataflow.Tests.Analysis;

public class CompactNestTests
{
    /// <summary>Sizes of memories are not part of the random hardware: half of what the tiles need is too little, all of it is enough.</summary>
    [Fact]
    public void Evaluate_RandomNest_HasTheFiguresOfTheModel() =>
        Gen.Select(NestCases.Of(2000), Gen.Bool).Sample((c, isTight) =>
        {
            var needs = new NestModel(c.Problem, c.Architecture).Evaluate(c.Nest).Levels.Select(l => l.OccupiedBits).ToList();
            var architecture = c.Architecture with { Levels = [.. c.Architecture.Levels.Select((l, i) => l with { SizeBits = isTight && i == c.Problem.Macs % needs.Count ? needs[i] - 1 : needs[i] })] };
            var expected = new NestModel(c.Problem, architecture).Evaluate(c.Nest);
            var compact = new CompactNest(c.Problem, architecture, c.Nest);
            var answers = new long[compact.Answers];
            for (var d = 0; d < c.Problem.Dimensions.Count; d++)
            {
                var steps = c.Nest.Levels.SelectMany(l => l.Temporal.Select(t => (t.Dimension, t.Step)).Concat(l.Spatial.Select(s => (s.Dimension, s.Step)))).Where(l => l.Dimension == d).Select(l => l.Step).ToArray();
                Assert.Equal(steps.Length, compact.Loops(d));
                compact.Measure(d, steps, answers);
            }

            var fits = NestValidation.Validate(c.Problem, architecture, c.Nest).Count == 0;
            Assert.Equal(new CompactCost(expected.ComputeCycles, expected.SteadyCycles, expected.EnergyPicojoules, expected.DramBits, fits), compact.Evaluate(answers));
        }, seed: "0000000000025", iter: 3000);
}
