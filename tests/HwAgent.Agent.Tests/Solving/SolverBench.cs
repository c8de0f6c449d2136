using System.Text.Json;
using HwAgent.Agent.Llm;
using HwAgent.Agent.Solving;
using HwAgent.Agent.Tests.Llm;
using HwAgent.Agent.Trajectories;
using HwAgent.Toolchain;

namespace HwAgent.Agent.Tests.Solving;

using Reply = Func<ReceivedRequest, Stream, CancellationToken, Task>;

/// <summary>A scripted model behind a real HTTP endpoint, the real tools, and a solver between them.</summary>
internal sealed class SolverBench : IAsyncDisposable
{
    private readonly RtlTools _tools;
    private readonly LoopbackEndpoint? _server;
    private readonly LlmBench _llm;

    /// <summary>Without a script nothing is served: for replays.</summary>
    public SolverBench(RtlTools tools, params Reply[] script)
    {
        _tools = tools;
        _server = script.Length == 0 ? null : new LoopbackEndpoint(script);
        // Models named without the port: a recording goes on at another one.
        _llm = _server is null ? new LlmBench(new ManualTime()) : new LlmBench(new ManualTime(), ("Llm:Endpoint", _server.BaseUrl), ("OPENAI_API_KEY", "key-0123456789abcdef"));
    }

    /// <summary>Model names behind the endpoint, small to large.</summary>
    public string[] Models { get; init; } = ["small"];

    public SolverOptions Options { get; init; } = new() { Turns = 4, Solutions = 4, SelfTests = 2 };

    public LlmBudget Budget { get; init; } = LlmBudget.Unlimited;

    public UsageLedger Ledger => _llm.Ledger;

    public IReadOnlyList<ReceivedRequest> Requests => _server?.Requests ?? [];

    public SampleModels SampleModels(string? replay = null) => new(
        _llm.Factory, ModelReference.Parse(replay is null ? string.Join(',', Models.Select(m => "openai:" + m)) : "replay:" + replay), Ledger, Budget);

    public Task<Solution> SolveAsync(string strategy, RtlTask? task = null) => SolveAsync(strategy, SampleModels(), task ?? SolverReplies.Task, 0, null);

    /// <summary>Solves one sample with models and trajectory of its own, as a run over many samples does.</summary>
    public async Task<Solution> SolveAsync(string strategy, SampleModels models, RtlTask task, int sample, string? path, Trajectory? interrupted = null)
    {
        using var trajectory = path is null ? null : interrupted is null ? TrajectoryWriter.Create(path) : TrajectoryWriter.Resume(interrupted);
        var solver = new SolverFactory(_tools, PromptLibrary.LoadDefault(), _llm.Time).Create(strategy, models.For(task.Id, sample, trajectory, interrupted), Options, trajectory);
        return await solver.SolveAsync(task, sample, TestContext.Current.CancellationToken);
    }

    /// <summary>Text of one turn of the n-th request; the last turn for -1.</summary>
    public string Turn(int request, int turn)
    {
        var messages = Requests[request].Json.GetProperty("messages");
        var content = messages[turn < 0 ? messages.GetArrayLength() + turn : turn].GetProperty("content");
        return content.ValueKind == JsonValueKind.String ? content.GetString()! : content[0].GetProperty("text").GetString()!;
    }

    /// <summary>Everything a solution says.</summary>
    public static string Text(Solution solution) => JsonSerializer.Serialize(solution);

    public async ValueTask DisposeAsync()
    {
        _llm.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }
}
