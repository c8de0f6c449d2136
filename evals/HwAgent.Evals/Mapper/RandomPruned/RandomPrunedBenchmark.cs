using HwAgent.Dataflow.Mapper;
using HwAgent.Evals.Mapper.Rival;

namespace HwAgent.Evals.Mapper.RandomPruned;

/// <summary>The mapper against Timeloop's random-pruned search with the same cost model: whose mapping is better, and how much longer draws take to the same quality.</summary>
public static class RandomPrunedBenchmark
{
    /// <summary>
    /// The most mappings a second of one core that Timeloop 4cf6d4c was recorded to draw on 16x16 multipliers: where the constraints fill the array (88 to 919), and where most draws leave it
    /// nearly empty or fit nothing.
    /// </summary>
    private const double FilledDrawsPerSecond = 919, FreeDrawsPerSecond = 13_000;

    /// <summary>How much of the mapper's own time draws are given in <see cref="RandomPrunedRow.RatioIn50Times"/>.</summary>
    private const double Times = 50;

    /// <summary>The numbers of draws of <see cref="RandomPrunedRow.RatiosByDraws"/>.</summary>
    public static IReadOnlyList<long> Milestones { get; } = [1_000, 10_000, 100_000];

    /// <summary>Runs a case; the same seed and draws give the same figures, if not the same times.</summary>
    /// <param name="given">The case.</param>
    /// <param name="draws">At least 1.</param>
    /// <param name="cancellation">Ends the run.</param>
    public static RandomPrunedRow Run(RivalCase given, long draws, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(given);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        var request = new MapperRequest(given.Problem, given.Architecture, given.Objective) { Account = given.Account };
        var start = RivalBenchmark.Seconds();
        var found = GemmMapper.Search(request, cancellation);
        var seconds = RivalBenchmark.Seconds() - start;
        var ours = RivalBenchmark.Score(given, found).First;
        var drawn = RandomPrunedSearch.Run(given, draws, RivalBenchmark.Seconds, cancellation);
        var (reached, victory) = (drawn.Reaching(ours), drawn.Victory is { } end ? drawn.After(end) : null);
        return new RandomPrunedRow
        {
            Index = given.Index,
            Product = $"{given.Problem.Name} {string.Join('x', given.Problem.Dimensions.Select(d => d.Size).Where((size, d) => d > 0 || size > 1))}",
            Hardware = given.Architecture.Name,
            Objective = given.Objective,
            Ours = double.IsFinite(ours) ? ours : null,
            IsOptimal = found.IsOptimal,
            Seconds = seconds,
            SecondsToBest = To(ours),
            TimeloopDrawsPerSecond = given.Architecture.Constraints.Levels.Any(l => l.SpatialFactors.Values.Any(f => f > 1)) ? FilledDrawsPerSecond : FreeDrawsPerSecond,
            Draws = drawn.Draws,
            Valid = drawn.Valid,
            DrawSeconds = drawn.Seconds,
            RatiosByDraws = [.. Milestones.Select(m => drawn.After(m)?.Figure / ours)],
            Ratio = drawn.Improvements.Count > 0 ? drawn.Best / ours : null,
            DrawsToOurs = reached?.Draws,
            DrawSecondsToOurs = reached?.Seconds,
            RatioIn50Times = drawn.After(Times * seconds)?.Figure / ours,
            VictoryDraws = drawn.Victory,
            VictoryRatio = victory?.Figure / ours,
            VictorySeconds = victory?.Seconds,
            VictoryBestDraws = victory?.Draws,
            SecondsToVictory = victory is null ? null : To(victory.Figure),
            OurMapping = found.Ranked.Count > 0 ? RivalBenchmark.Text(given, found.Ranked[0].Nest) : null,
            DrawnMapping = drawn.Improvements.Count > 0 ? RivalBenchmark.Text(given, drawn.Improvements[^1].Nest) : null,
        };

        double? To(double figure) => found.Ranked.Count == 0 || figure < ours ? null : RivalBenchmark.SecondsTo(new RivalScore(figure, double.MaxValue, double.MaxValue), given, request, seconds, cancellation);
    }
}
