using CsCheck;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Tests.Mapper;

public sealed class FreeWalkTests
{
    [Fact]
    public void Next_AnyMapping_CoversEveryPointAndPassesTheQuickLookIfItFits() =>
        Gen.Select(SmallCases.Problems.Where(p => p.Macs > 1), SmallCases.DeepArchitectures, Gen.ULong).Sample(
            (problem, architecture, seed) =>
            {
                var moves = new FreeMoves(problem, architecture, seed);
                var room = new FreeRoom(problem, architecture);
                var at = new FreeNest([], [OperandSet.All, .. architecture.Levels.Skip(1).Select(l => l.MayKeep)]);
                at = FreeNest.Ordered([], at.Keeps, [.. problem.Dimensions.Select(d => d.Size)]);
                for (var i = 0; i < 40; i++)
                {
                    if (moves.Next(at) is not { } next) continue;
                    var nest = next.Nest();
                    Assert.Equal(next.Loops, FreeNest.Of(nest).Loops);
                    string[] codes = [.. NestValidation.Validate(problem, architecture, nest).Select(d => d.Code)];
                    Assert.DoesNotContain(codes, c => c is "nest.coverage" or "nest.loop" or "nest.keep");
                    if (codes.Length == 0) Assert.True(room.MayFit(next));
                    at = next;
                }
            },
            seed: "0000000000031", iter: 300);

    [Fact]
    public void Run_FromAFoundMapping_FindsTheSameValidMappingAgainAndNoneWorse() =>
        Gen.Select(SmallCases.Problems, SmallCases.DeepArchitectures).Sample(
            (problem, architecture) =>
            {
                var request = new MapperRequest(problem, architecture);
                var start = GemmMapper.Search(request with { Account = LatencyAccount.Steady, MostEvaluations = 100 }, TestContext.Current.CancellationToken).Ranked;
                if (start.Count == 0) return;
                var (one, two) = (Walk(), Walk());
                Assert.Empty(NestValidation.Validate(problem, architecture, one.Nest));
                Assert.True(one.Key(request).CompareTo(start[0].Key(request)) <= 0);
                Assert.Equal(NestText.Write(problem, architecture, one.Nest), NestText.Write(problem, architecture, two.Nest));

                RankedMapping Walk()
                {
                    var walk = new FreeWalk(request, new NestModel(problem, architecture), FreeNest.Of(start[0].Nest), 5, TestContext.Current.CancellationToken);
                    walk.Run(60, _ => 0.05);
                    walk.Run(60, _ => 0.05, isTied: true);
                    return walk.Best!;
                }
            },
            seed: "0000000000032", iter: 20);

    /// <summary>What a walk does not time is not taken for timed, and scattered walks go only where a mapping can run.</summary>
    [Fact]
    public void Run_Scattered_EndsAtAValidMappingOfTheCostThatTheModelGives() =>
        Gen.Select(SmallCases.Problems.Where(p => p.Macs > 1), SmallCases.DeepArchitectures, Gen.Enum<Objective>().Where(o => o != Objective.Area)).Sample(
            (problem, architecture, objective) =>
            {
                var request = new MapperRequest(problem, architecture, objective);
                var start = GemmMapper.Search(request with { Account = LatencyAccount.Steady, MostEvaluations = 100 }, TestContext.Current.CancellationToken).Ranked;
                if (start.Count == 0) return;
                var model = new NestModel(problem, architecture);
                var walk = new FreeWalk(request, model, FreeNest.Of(start[0].Nest), 7, TestContext.Current.CancellationToken);
                walk.Scatter();
                walk.Run(80, way => 0.1 * (1 - way));
                Assert.NotNull(walk.Best);
                Assert.Empty(NestValidation.Validate(problem, architecture, walk.Best.Nest));
                Assert.Equal(new RankedMapping(walk.Best.Nest, model.Evaluate(walk.Best.Nest)).Key(request), walk.BestKey);
                Assert.Equal(model.Evaluate(walk.Best.Nest).FillCycles, walk.Best.Cost.FillCycles);
            },
            seed: "0000000000033", iter: 30);
}
