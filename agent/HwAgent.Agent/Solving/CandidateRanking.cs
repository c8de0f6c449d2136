using System.Globalization;

namespace HwAgent.Agent.Solving;

/// <summary>
/// Ranks candidates by agreement, after CodeT (arXiv 2207.10397): the score of a set of solutions that agree is the number of the
/// solutions times the number of the tests they pass. There, solutions agree when they pass the same tests; here, when they behave the
/// same on generated stimulus, where that is known. Divided by the solutions and tests asked for, the score runs from 0 to 1, so that one
/// threshold fits any number of them.
/// </summary>
public static class CandidateRanking
{
    /// <summary>The clusters, best first: clean ones that pass a test, then by score, cleanness, size and age. Empty when nothing compiles.</summary>
    /// <param name="candidates">All k solutions of one model, those without code included.</param>
    /// <param name="tests">The l tests asked for; those beyond are not looked at. 0: agreement alone decides.</param>
    public static IReadOnlyList<CandidateCluster> Rank(IReadOnlyList<RankedCandidate> candidates, int tests)
    {
        // A model may write fewer tests than it was asked for; one that writes none has nothing to show for its solutions.
        var written = Math.Min(tests, candidates.Select(c => c.Tests.Count).DefaultIfEmpty().Max());
        return [.. candidates.Where(c => c.Compiles)
            .GroupBy(c => KeyOf(c, written), StringComparer.Ordinal)
            .Select(g => ClusterOf([.. g.OrderByDescending(c => c.LintsClean).ThenBy(c => c.Number)], candidates.Count, tests, written))
            .OrderByDescending(c => c is { LintsClean: true, Score: > 0 })
            .ThenByDescending(c => c.Score)
            .ThenByDescending(c => c.LintsClean)
            .ThenByDescending(c => c.Members.Count)
            .ThenBy(c => c.Members[0])];
    }

    private static CandidateCluster ClusterOf(IReadOnlyList<RankedCandidate> members, int solutions, int tests, int written)
    {
        var passed = Enumerable.Range(0, written).Count(t => members.All(m => t < m.Tests.Count && m.Tests[t]));
        var share = tests == 0 ? 1.0 : written == 0 ? 0.0 : (double)passed / written;
        return new CandidateCluster([.. members.Select(m => m.Number)], passed, members[0].LintsClean, members.Count * share / solutions);
    }

    private static string KeyOf(RankedCandidate candidate, int tests) =>
        candidate.Behaviour is { } behaviour ? "behaviour " + behaviour
        : tests > 0 && candidate.Tests.Count >= tests ? "tests " + string.Concat(candidate.Tests.Take(tests).Select(t => t ? '1' : '0'))
        : "alone " + candidate.Number.ToString(CultureInfo.InvariantCulture);
}
