using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Formats;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Mapper;

namespace HwAgent.Evals.Mapper.Rival;

/// <summary>
/// The mapper against independent searches with the same cost model, on random products and random hardware: no mapping of theirs may be better than its own, and each of its own must be
/// one that can run.
/// </summary>
public static class RivalBenchmark
{
    /// <summary>Budgets that are tried for the time to a quality; the last is that of the search itself.</summary>
    private static readonly long[] Budgets = [500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000];

    /// <summary>Runs a case.</summary>
    /// <param name="given">The case.</param>
    /// <param name="evaluations">Mappings that the rival costs.</param>
    /// <param name="polish">Whether the rival also anneals from the mapper's own mapping: no rival of equal means, but it finds what a mapper has missed.</param>
    /// <param name="timesQuality">Whether to search again with small budgets for the time to the rival's quality.</param>
    /// <param name="cancellation">Ends the run.</param>
    public static RivalRow Run(RivalCase given, long evaluations, bool polish, bool timesQuality, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(given);
        var request = new MapperRequest(given.Problem, given.Architecture, given.Objective) { Account = given.Account };
        var start = Seconds();
        var found = GemmMapper.Search(request, cancellation);
        var seconds = Seconds() - start;
        var rival = RivalSearch.Run(given, evaluations, Seconds, polish && found.Ranked.Count > 0 ? found.Ranked[0].Nest : null, cancellation);
        var ours = Score(given, found);
        var quality = rival.Best.BetterIn(ours) > 0 ? ours : rival.Best;
        var reached = rival.Reaching(quality);
        var best = rival.Improvements.Count > 0 ? rival.Improvements[^1] : null;
        return new RivalRow
        {
            Seed = given.Seed,
            Index = given.Index,
            Product = $"{given.Problem.Name} {string.Join('x', given.Problem.Dimensions.Select(d => d.Size))}",
            Hardware = RivalArchitectures.Describe(given.Architecture),
            Objective = given.Objective,
            Account = given.Account,
            Ours = found.Ranked.Count > 0 ? ours : null,
            Rivals = best?.Score,
            RivalBetterIn = rival.Best.BetterIn(ours),
            Method = best?.Method,
            IsOptimal = found.IsOptimal,
            Gap = double.IsFinite(found.Gap) ? found.Gap : null,
            Considered = found.Considered,
            Seconds = seconds,
            RivalEvaluations = rival.Evaluations,
            RivalDraws = rival.Draws,
            RivalSeconds = rival.Seconds,
            RivalSecondsToQuality = reached?.Seconds,
            RivalEvaluationsToQuality = reached?.Evaluations,
            SecondsToQuality = timesQuality && reached is not null ? SecondsTo(quality, given, request, seconds, cancellation) : null,
            Findings = [.. found.Ranked.Concat(found.ParetoFront).SelectMany(r => NestValidation.Validate(given.Problem, given.Architecture, r.Nest)).Select(d => d.Message).Distinct()],
            OurMapping = found.Ranked.Count > 0 ? Text(given, found.Ranked[0].Nest) : null,
            RivalMapping = best is null ? null : Text(given, best.Nest),
        };
    }

    /// <summary>Processor time of the shortest search, by doubling its budget, that finds at least a quality; <paramref name="most"/> when none of less does.</summary>
    internal static double SecondsTo(RivalScore quality, RivalCase given, MapperRequest request, double most, CancellationToken cancellation)
    {
        foreach (var budget in Budgets.Where(b => b < request.MostEvaluations))
        {
            var start = Seconds();
            var found = GemmMapper.Search(request with { MostEvaluations = budget }, cancellation);
            var seconds = Seconds() - start;
            if (seconds >= most) break;
            if (quality.BetterIn(Score(given, found)) == 0) return seconds;
        }

        return most;
    }

    /// <summary>Of the best mapping found.</summary>
    internal static RivalScore Score(RivalCase given, MapperResult found) => found.Ranked.Count > 0 ? RivalScore.Of(given, found.Ranked[0].Cost) : RivalScore.None;

    /// <summary>A mapping as a file with its problem and hardware.</summary>
    internal static string Text(RivalCase given, LoopNest nest) => MappingWriter.Write(new MappingFile(FormattableString.Invariant($"seed-{given.Seed}-case-{given.Index}"), given.Problem, given.Architecture, nest));

    /// <summary>Of processor time.</summary>
    internal static double Seconds() => Environment.CpuUsage.TotalTime.TotalSeconds;
}
