using CsCheck;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;

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

                RankedMapping Walk() => new FreeWalk(request, 5, TestContext.Current.CancellationToken).Run(start[0], 60);
            },
            seed: "0000000000032", iter: 20);
}
