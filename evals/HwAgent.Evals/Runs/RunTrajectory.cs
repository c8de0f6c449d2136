using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HwAgent.Agent.Solving;
using HwAgent.Agent.Trajectories;
using HwAgent.Evals.Results;

namespace HwAgent.Evals.Runs;

/// <summary>
/// <c>trajectory.jsonl</c> of a whole evaluation, put together from what each answer left: everything said, run and decided, problem by
/// problem and sample by sample, whatever the order of the work was. It alone is enough to repeat the run without a network.
/// </summary>
public static class RunTrajectory
{
    /// <summary>A turn of an answer that no language model gave.</summary>
    public const string TurnFinished = "turn-finished";

    /// <summary>Both verdicts on an answer.</summary>
    public const string SampleGraded = "sample-graded";

    /// <summary>Last event: the scores.</summary>
    public const string EvalFinished = "eval-finished";

    /// <summary>Writes the file under a temporary name and renames it.</summary>
    public static void Write(EvalDirectory directory, EvalSettings settings, IReadOnlyList<string> models, IReadOnlyList<(SampleJob Job, SampleResult Result)> samples, EvalResult result)
    {
        var started = new RunStarted(settings.Strategy, settings.Seed, models, Element(settings));
        var finished = new { result.Complete, result.Official, result.Strict, result.Usage };
        SampleTrajectories.Join(
            directory.Trajectory,
            [
                Part(directory, Event(TrajectoryEventTypes.RunStarted, started, TrajectoryJson.Instance.RunStarted)),
                .. samples.Select(sample => Part(directory, [.. Events(directory.Conversation(sample.Job), settings, sample.Result)])),
                Part(directory, new TrajectoryEvent(0, EvalFinished, Element(finished))),
            ]);
    }

    /// <summary>The answers that a recorded run holds, by problem and 0-based sample.</summary>
    public static IReadOnlySet<(string Problem, int Sample)> Recorded(Trajectory whole) => SampleTrajectories.Split(whole).Keys.ToHashSet();

    private static IEnumerable<TrajectoryEvent> Events(string conversation, EvalSettings settings, SampleResult sample)
    {
        // A solver that talks to models writes its own record, from its beginning to its end.
        if (File.Exists(conversation))
        {
            foreach (var said in TrajectoryReader.Read(conversation).Events) yield return said;
        }
        else
        {
            yield return Event(TrajectoryEventTypes.SampleStarted, new SampleStarted(sample.Problem, sample.Sample, settings.Strategy, []), TrajectoryJson.Instance.SampleStarted);
            foreach (var turn in sample.Solution.Turns) yield return new TrajectoryEvent(0, TurnFinished, Element(turn));
            yield return Event(
                TrajectoryEventTypes.SampleFinished,
                new SampleFinished(sample.Problem, sample.Sample, sample.Solution.StopReason.ToString(), sample.Solution.Code is null ? null : sample.Solution.Turns.Count), TrajectoryJson.Instance.SampleFinished);
        }

        yield return new TrajectoryEvent(0, SampleGraded, Element(new { sample.Problem, sample.Sample, sample.Grade }));
    }

    private static Trajectory Part(EvalDirectory directory, params IReadOnlyList<TrajectoryEvent> events) => new(directory.Trajectory, events, 0, []);

    private static TrajectoryEvent Event<T>(string type, T payload, JsonTypeInfo<T> typeInfo) => new(0, type, JsonSerializer.SerializeToElement(payload, typeInfo));

    private static JsonElement Element<T>(T value) => JsonSerializer.SerializeToElement(value, EvalJson.Line);
}
