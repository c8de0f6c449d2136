using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Runs;

/// <summary>The answers of a run that are handed out to the tasks of a job array.</summary>
/// <param name="Slices">Number of tasks.</param>
/// <param name="Answers">What is to be done.</param>
public sealed record WorkList(int Slices, IReadOnlyList<WorkItem> Answers)
{
    /// <summary>Every n-th answer from the k-th on: neighbours in a benchmark are alike, so this spreads the slow ones.</summary>
    /// <exception cref="EvalFileException">The list names a problem that the data does not have.</exception>
    public IReadOnlyList<SampleJob> Slice(int number, IReadOnlyList<RtlProblem> problems, string path)
    {
        var byId = problems.ToDictionary(problem => problem.Id, StringComparer.Ordinal);
        return [.. Answers.Where((_, i) => i % Slices == number).Select(item => byId.TryGetValue(item.Problem, out var problem)
            ? new SampleJob(problem, item.Sample)
            : throw new EvalFileException(path, null, $"the data has no problem {item.Problem}", "every node must see the same --data"))];
    }
}
