using System.IO.Enumeration;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Runs;

/// <summary>Picks problems by <c>--problems</c>: patterns with <c>*</c> and <c>?</c>, separated by commas, matched against the whole name or its last part.</summary>
public static class ProblemFilter
{
    /// <summary>The problems that match, in their order; all without a pattern.</summary>
    /// <exception cref="EvalFileException">A pattern matches nothing: most likely it is misspelt.</exception>
    public static IReadOnlyList<RtlProblem> Apply(IReadOnlyList<RtlProblem> problems, string? patterns)
    {
        if (patterns is null) return problems;
        var picked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pattern in patterns.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var matches = problems.Where(problem => Matches(pattern, problem.Id)).ToList();
            if (matches.Count == 0)
            {
                var some = string.Join(", ", problems.Take(3).Select(problem => problem.Id));
                throw new EvalFileException("--problems", null, $"no problem is called {pattern}", $"there are {problems.Count}: {some}, ...; * and ? stand for any letters");
            }

            foreach (var problem in matches) picked.Add(problem.Id);
        }

        return [.. problems.Where(problem => picked.Contains(problem.Id))];
    }

    private static bool Matches(string pattern, string id) =>
        FileSystemName.MatchesSimpleExpression(pattern, id, ignoreCase: false) || FileSystemName.MatchesSimpleExpression(pattern, id.AsSpan(id.LastIndexOf('/') + 1), ignoreCase: false);
}
