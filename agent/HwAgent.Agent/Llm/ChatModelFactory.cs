using HwAgent.Agent.Trajectories;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HwAgent.Agent.Llm;

/// <summary>Makes the models of a run: recorded(budgeted(resilient(Semantic Kernel))), or recorded(budgeted(replay)).</summary>
public sealed class ChatModelFactory(
    EndpointResolver endpoints, IOptions<LlmOptions> options, IHttpMessageHandlerFactory handlers, SecretScrubber scrubber, TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>Name of the HTTP client that every live model uses.</summary>
    public const string HttpClientName = "HwAgent.Llm";

    /// <summary>The models, small to large. A replay gives one for each model of the recorded run, under the recorded name.</summary>
    /// <exception cref="ModelConfigurationException">A key, an endpoint or a price that is needed is missing.</exception>
    /// <exception cref="FileNotFoundException">The trajectory to replay does not exist.</exception>
    public IReadOnlyList<IChatModel> Create(IReadOnlyList<ModelReference> cascade, LlmSession session)
    {
        if (cascade is [{ Kind: ModelKind.Replay } replay])
        {
            var tape = new ReplayTape(TrajectoryReader.Read(replay.Name));
            if (tape.Models.Count == 0) throw new ModelConfigurationException($"'{replay.Name}' holds no replies of a model; it is the trajectory of a run without an LLM.");
            return Replay(tape, tape.Models, session);
        }

        var resumed = session.Recorded is { } recorded ? new ReplayTape(recorded with { Events = recorded.Events.Take(recorded.ResumePoint).ToList() }) : null;
        return endpoints.Resolve(cascade).Select(endpoint => Wrap(Live(endpoint, session.Budget, resumed), session)).ToList();
    }

    /// <summary>Models that answer from a tape, for a recording of which only a part is theirs.</summary>
    /// <param name="tape">The answers.</param>
    /// <param name="names">Names of the recorded models, small to large.</param>
    /// <param name="session">As in <see cref="Create"/>.</param>
    public IReadOnlyList<IChatModel> Replay(ReplayTape tape, IReadOnlyList<string> names, LlmSession session) =>
        [.. names.Select(name => Wrap(new ReplayChatModel(name, tape), session))];

    private IChatModel Live(ModelEndpoint endpoint, LlmBudget budget, ReplayTape? resumed)
    {
        var prices = options.Value.PricesFile is { Length: > 0 } file ? PriceTable.Load(file) : PriceTable.Empty;
        var price = prices.Find(endpoint.Reference);
        if (price is null && budget.MaxCostUsd is not null)
            throw new ModelConfigurationException($"A cost limit needs the price of {endpoint.Reference}, which is not in {prices.Source}. Add it to a file named by Llm:PricesFile, or limit tokens instead.");
        scrubber.Add(endpoint.Credential.BearerKey);
        scrubber.Add(endpoint.Credential.ApiKeyHeader);
        var signed = new CredentialHandler(endpoint.Credential, scrubber, time) { InnerHandler = handlers.CreateHandler(HttpClientName) };
        var client = new HttpClient(signed, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        var model = new SemanticKernelChatModel(endpoint, client, price, scrubber, time);
        var resilient = new ResilientChatModel(model, options.Value, time, loggers.CreateLogger<ResilientChatModel>());
        return resumed is null ? resilient : new ReplayChatModel(resilient.Name, resumed, resilient);
    }

    private IChatModel Wrap(IChatModel model, LlmSession session)
    {
        var budgeted = new BudgetedChatModel(model, session.Budget, session.Ledger);
        return session.Trajectory is { } trajectory ? new RecordingChatModel(budgeted, trajectory, scrubber) : budgeted;
    }
}
