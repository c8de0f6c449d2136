using HwAgent.Agent.Designers;
using HwAgent.Agent.Llm;
using HwAgent.Agent.Loop;
using HwAgent.Agent.Tests.Llm;
using HwAgent.Agent.Trajectories;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Specification;
using HwAgent.Evaluation.Candidates;
using HwAgent.Evaluation.Simulation;
using HwAgent.Toolchain;

namespace HwAgent.Agent.Tests.Designers;

using Reply = Func<ReceivedRequest, Stream, CancellationToken, Task>;

/// <summary>A spec so small that a candidate is checked in seconds, a scripted model behind a real HTTP endpoint, and the real tools.</summary>
internal sealed class DesignerBench : IAsyncDisposable
{
    private readonly RtlTools _tools;
    private readonly LoopbackEndpoint? _server;
    private readonly LlmBench _llm = new(new ManualTime());

    /// <summary>Without a script nothing is served: for replays and for the expert.</summary>
    public DesignerBench(RtlTools tools, params Reply[] script)
    {
        _tools = tools;
        _server = script.Length == 0 ? null : new LoopbackEndpoint(script);
    }

    public DesignSpec Spec { get; init; } = new()
    {
        Name = "tiny",
        Workload = new WorkloadSpec { Gemms = [new GemmSpec { Name = "fc", M = 8, N = 8, K = 16 }] },
        Budget = new Budget { DramBytesPerCycle = 8 },
        Search = new SearchSettings { Candidates = 4 },
    };

    public LlmDesignerOptions Options { get; init; } = new() { MaxToolCalls = 0 };

    /// <summary>Model names behind the endpoint, small to large.</summary>
    public string[] Models { get; init; } = ["small"];

    public LlmBudget Budget { get; init; } = LlmBudget.Unlimited;

    public IReadOnlyList<GemmTask> Tasks => GemmTasks.Of(WorkloadResolver.Resolve(Spec.Workload), Spec.Numeric.WeightBits);

    public UsageLedger Ledger => _llm.Ledger;

    public IReadOnlyList<ReceivedRequest> Requests => _server?.Requests ?? [];

    public DesignPricing Pricing => new(Spec, Tasks);

    public LlmDesigner Designer(TrajectoryWriter? trajectory = null, string? replay = null)
    {
        var reference = replay is null ? string.Join(',', Models.Select(m => $"{_server!.BaseUrl}#{m}")) : "replay:" + replay;
        return new LlmDesigner(_llm.Models(reference, Budget, trajectory), Spec, Tasks, _tools, PromptLibrary.LoadDefault(), Options);
    }

    public Task<LoopOutcome<Attempt>> RunLoopAsync(IDesigner designer, TrajectoryWriter trajectory, CancellationToken cancellation) =>
        new ProposalLoop<Proposal, Attempt>(designer, new DesignJudge(Evaluator, designer.Name, trajectory, new SilentObserver()), new LoopLimits(Spec.Search.Candidates, TimeSpan.FromMinutes(10), _llm.Time)).RunAsync(cancellation);

    /// <summary>Takes a proposal through the real checks.</summary>
    public async Task<Attempt> CheckAsync(int number, Proposal? proposal, CancellationToken cancellation) =>
        new(number, proposal!, proposal!.Candidate is { } candidate ? await Evaluator.EvaluateAsync(candidate, _ => { }, (_, _, _) => { }, cancellation) : null);

    /// <summary>Text of one turn of the n-th request; the last turn for -1.</summary>
    public string Turn(int request, int turn)
    {
        var messages = Requests[request].Json.GetProperty("messages");
        var content = messages[turn < 0 ? messages.GetArrayLength() + turn : turn].GetProperty("content");
        return content.ValueKind == System.Text.Json.JsonValueKind.String ? content.GetString()! : content[0].GetProperty("text").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        _llm.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }

    private CandidateEvaluator Evaluator => new(_tools, Spec, new SimulationLimits { StressRuns = 2 });
}
