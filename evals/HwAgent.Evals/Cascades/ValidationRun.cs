using System.Globalization;
using HwAgent.Agent.Llm;
using HwAgent.Agent.Solving;
using HwAgent.Evals.Runs;

namespace HwAgent.Evals.Cascades;

/// <summary>Recorded runs in which every model worked on every problem: what each of them would have done in any cascade can be read off.</summary>
public sealed record ValidationRun
{
    /// <summary>Name of the benchmark.</summary>
    public required string Benchmark { get; init; }

    /// <summary>Small to large: in the order of the runs, and within a run in that of its cascade.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Problem and 0-based sample of each answer.</summary>
    public required IReadOnlyList<(string Problem, int Sample)> Answers { get; init; }

    /// <summary>By model, then by answer.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<RecordedAnswers>> Recorded { get; init; }

    /// <summary>Reads runs of the strategies cascade and sample-rank.</summary>
    /// <exception cref="EvalFileException">They are not finished, not of one benchmark, or a model did not work on every problem.</exception>
    public static ValidationRun Read(IReadOnlyList<string> folders)
    {
        string? benchmark = null;
        var models = new List<string>();
        var recorded = new Dictionary<(string Model, string Problem, int Sample), RecordedAnswers>();
        foreach (var folder in folders)
        {
            var directory = new EvalDirectory(folder);
            var settings = EvalJson.Read<EvalSettings>(directory.Settings);
            if (settings.Strategy is not ("cascade" or "sample-rank")) throw new EvalFileException(folder, null, $"the run's strategy is {settings.Strategy}", Advice);
            if ((benchmark ??= settings.Benchmark) != settings.Benchmark) throw new EvalFileException(folder, null, $"it is a run of {settings.Benchmark}, the first one of {benchmark}", "tune on runs of one benchmark");
            foreach (var sample in Checkpoints(directory))
            {
                foreach (var own in sample.Solution.Turns.GroupBy(turn => turn.Model))
                {
                    if (!models.Contains(own.Key)) models.Add(own.Key);
                    recorded[(own.Key, sample.Problem, sample.Sample)] = new RecordedAnswers([.. own], sample.Solution.SelfTestUsage.GetValueOrDefault(own.Key), TestsAsked(settings, own.Key));
                }
            }
        }

        if (models.Count == 0) throw new EvalFileException(folders[0], null, "the runs hold no answer of a language model", Advice);
        var answers = recorded.Keys.Select(key => (key.Problem, key.Sample)).Distinct().OrderBy(key => key.Problem, StringComparer.Ordinal).ThenBy(key => key.Sample).ToList();
        foreach (var model in models)
        {
            if (answers.FirstOrDefault(answer => !recorded.ContainsKey((model, answer.Problem, answer.Sample))) is { Problem: { } problem } missing)
                throw new EvalFileException(folders[0], null, $"{model} did not work on sample {missing.Sample + 1} of {problem}", Advice);
        }

        return new ValidationRun
        {
            Benchmark = benchmark!,
            Models = models,
            Answers = answers,
            Recorded = models.ToDictionary(model => model, IReadOnlyList<RecordedAnswers> (model) => [.. answers.Select(answer => recorded[(model, answer.Problem, answer.Sample)])]),
        };
    }

    private const string Advice = "record with --strategy cascade --threshold 2, so that no model's answer is accepted and every model works on every problem";

    /// <summary>l of a model in a recorded run.</summary>
    private static int TestsAsked(EvalSettings settings, string model)
    {
        if (!settings.StrategyOptions.TryGetValue("stages", out var stages))
            return settings.StrategyOptions.TryGetValue("self-tests", out var tests) ? int.Parse(tests, CultureInfo.InvariantCulture) : new SolverOptions().SelfTests;
        var index = ModelReference.Parse(settings.Model).Select(reference => reference.ToString()).ToList().IndexOf(model);
        return int.Parse(stages.Split(';', StringSplitOptions.RemoveEmptyEntries)[index].Split(',')[1], CultureInfo.InvariantCulture);
    }

    private static IEnumerable<SampleResult> Checkpoints(EvalDirectory directory)
    {
        if (!Directory.Exists(directory.Samples)) throw new EvalFileException(directory.Samples, null, "there is no such folder", "name the directory of an evaluation run");
        // Checkpoints only: beside them lie codes and conversations.
        return Directory.EnumerateFiles(directory.Samples, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(EvalJson.Read<SampleResult>);
    }
}
