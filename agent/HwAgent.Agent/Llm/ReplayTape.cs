using HwAgent.Agent.Trajectories;

namespace HwAgent.Agent.Llm;

/// <summary>
/// The recorded answers of one run, shared by its replayed models. An answer is found by model and request content;
/// the same request asked again gets the next recorded answer. Safe to call from several threads.
/// </summary>
public sealed class ReplayTape
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<ModelRequested>> _open = [];
    private readonly Dictionary<(string Model, string Hash), Queue<TrajectoryEvent>> _answers = [];

    /// <param name="recorded">The trajectory; requests without an answer (the run was killed) are not on the tape.</param>
    public ReplayTape(Trajectory recorded)
    {
        Path = recorded.Path;
        var asked = new Dictionary<(string, string), Queue<ModelRequested>>();
        var named = new List<string>();
        foreach (var e in recorded.Events)
        {
            switch (e.Type)
            {
                case TrajectoryEventTypes.RunStarted:
                    named.AddRange(e.Read(TrajectoryJson.Instance.RunStarted).Models);
                    break;
                case TrajectoryEventTypes.SampleStarted:
                    named.AddRange(e.Read(TrajectoryJson.Instance.SampleStarted).Models);
                    break;
                case TrajectoryEventTypes.ModelRequest:
                    var request = e.Read(LlmJson.Instance.ModelRequested);
                    Queue(asked, (request.Model, request.Hash)).Enqueue(request);
                    named.Add(request.Model);
                    break;
                case TrajectoryEventTypes.ModelReply or TrajectoryEventTypes.ModelFailure:
                    var key = (e.Json.GetProperty("model").GetString()!, e.Json.GetProperty("hash").GetString()!);
                    Queue(_answers, key).Enqueue(e);
                    if (asked.TryGetValue(key, out var waiting) && waiting.TryDequeue(out var answered)) Queue(_open, answered.Model).Enqueue(answered);
                    RemainingCount++;
                    break;
            }
        }

        Models = named.Distinct().ToList();
    }

    /// <summary>The file the tape was read from.</summary>
    public string Path { get; }

    /// <summary>Names of the recorded models, in cascade order where the run says so.</summary>
    public IReadOnlyList<string> Models { get; }

    /// <summary>Answers not yet given.</summary>
    public int RemainingCount { get; private set; }

    /// <summary>Takes the next answer to this request; null when there is none (any more).</summary>
    internal TrajectoryEvent? TryTake(string model, string hash)
    {
        lock (_gate)
        {
            if (!_answers.TryGetValue((model, hash), out var answers) || !answers.TryDequeue(out var answer)) return null;
            RemainingCount--;
            return answer;
        }
    }

    /// <summary>The first recorded request of this model that has an answer left; null when all are used up.</summary>
    internal ModelRequested? NextExpected(string model)
    {
        lock (_gate)
        {
            if (!_open.TryGetValue(model, out var requests)) return null;
            while (requests.TryPeek(out var request))
            {
                if (_answers[(request.Model, request.Hash)].Count > 0) return request;
                requests.Dequeue();
            }

            return null;
        }
    }

    private static Queue<T> Queue<TKey, T>(Dictionary<TKey, Queue<T>> queues, TKey key) where TKey : notnull
    {
        if (!queues.TryGetValue(key, out var queue)) queues[key] = queue = new Queue<T>();
        return queue;
    }
}
