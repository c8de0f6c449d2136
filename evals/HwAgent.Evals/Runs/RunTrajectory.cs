using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using HwAgent.Agent.Llm;
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
    public const string SampleStarted = "sample-started";
    public const string TurnFinished = "turn-finished";
    public const string SampleFinished = "sample-finished";
    public const string EvalFinished = "eval-finished";

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the file under a temporary name and renames it.</summary>
    public static void Write(EvalDirectory directory, EvalSettings settings, IReadOnlyList<string> models, IReadOnlyList<(SampleJob Job, SampleResult Result)> samples, EvalResult result)
    {
        var temporary = directory.Trajectory + ".tmp";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16))
        {
            var seq = 0L;
            Append(TrajectoryEventTypes.RunStarted, JsonSerializer.SerializeToElement(
                new RunStarted(settings.Strategy, settings.Seed, models, JsonSerializer.SerializeToElement(settings, EvalJson.Line)), TrajectoryJson.Instance.RunStarted));
            foreach (var (job, sample) in samples)
            {
                Append(SampleStarted, Element(new { sample.Problem, Sample = sample.Sample + 1 }));
                foreach (var said in Said(directory.Conversation(job))) Append(said.Type, said.Json);
                foreach (var turn in sample.Solution.Turns) Append(TurnFinished, Element(turn));
                Append(SampleFinished, Element(new { sample.Problem, Sample = sample.Sample + 1, Solution = Outcome(sample.Solution), sample.Grade }));
            }

            Append(EvalFinished, Element(new { result.Complete, result.Official, result.Strict, result.Usage }));

            void Append(string type, JsonElement payload) => file.Write(Line(seq++, type, payload));
        }

        File.Move(temporary, directory.Trajectory, overwrite: true);
    }

    /// <summary>The recorded answers of one sample of a recorded run, for a replay.</summary>
    /// <exception cref="EvalFileException">The recording holds no such sample.</exception>
    public static ReplayTape TapeOf(IReadOnlyDictionary<(string Problem, int Sample), Trajectory> recorded, string path, SampleJob job) =>
        recorded.TryGetValue((job.Problem.Id, job.Sample), out var slice)
            ? new ReplayTape(slice)
            : throw new EvalFileException(path, null, $"the recorded run holds no sample {job.Sample + 1} of {job.Problem.Id}", "replay a run that finished, with the data it was made from");

    /// <summary>Takes a recorded run apart by problem and 0-based sample; each part begins with the event that names the models.</summary>
    public static IReadOnlyDictionary<(string Problem, int Sample), Trajectory> Split(Trajectory recorded)
    {
        var parts = new Dictionary<(string, int), List<TrajectoryEvent>>();
        List<TrajectoryEvent>? current = null;
        foreach (var e in recorded.Events)
        {
            if (e.Type == SampleStarted)
            {
                parts[(e.Json.GetProperty("problem").GetString()!, e.Json.GetProperty("sample").GetInt32() - 1)] = current = [recorded.Events[0]];
            }
            else if (e.Type is TrajectoryEventTypes.ModelRequest or TrajectoryEventTypes.ModelReply or TrajectoryEventTypes.ModelFailure)
            {
                current?.Add(e);
            }
        }

        return parts.ToDictionary(part => part.Key, part => recorded with { Events = part.Value });
    }

    private static IEnumerable<TrajectoryEvent> Said(string conversation) => File.Exists(conversation) ? TrajectoryReader.Read(conversation).Events : [];

    private static object Outcome(Solution solution) => new { solution.Code, solution.Model, solution.StopReason, solution.Usage, solution.Trouble };

    private static JsonElement Element<T>(T value) => JsonSerializer.SerializeToElement(value, EvalJson.Line);

    private static ReadOnlySpan<byte> Line(long seq, string type, JsonElement payload)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Json))
        {
            writer.WriteStartObject();
            writer.WriteNumber("seq", seq);
            writer.WriteString("type", type);
            foreach (var property in payload.EnumerateObject().Where(property => property.Name is not ("seq" or "type"))) property.WriteTo(writer);
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan;
    }
}
