using Azure.Core;
using HwAgent.Agent.Llm;
using HwAgent.Agent.Trajectories;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HwAgent.Agent.Tests.Llm;

/// <summary>The registered services with the settings of one test.</summary>
internal sealed class LlmBench : IDisposable
{
    private readonly ServiceProvider _services;

    public LlmBench(ManualTime time, params (string Key, string Value)[] settings)
        : this((TimeProvider)time, null, settings)
    {
    }

    public LlmBench(TimeProvider time, TokenCredential? entraId, params (string Key, string Value)[] settings)
    {
        Time = time;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();
        var services = new ServiceCollection();
        services.AddSingleton(time);
        if (entraId is not null) services.AddSingleton(entraId);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        services.AddHwAgentLlm(configuration);
        _services = services.BuildServiceProvider();
        Ledger = new UsageLedger(time);
    }

    public TimeProvider Time { get; }

    public LogLines Log { get; } = new();

    public UsageLedger Ledger { get; }

    public ChatModelFactory Factory => _services.GetRequiredService<ChatModelFactory>();

    public EndpointResolver Endpoints => _services.GetRequiredService<EndpointResolver>();

    public static ChatRequest Ask(string text) => new() { Turns = [ChatTurn.System("You design hardware."), ChatTurn.User(text)] };

    public IChatModel Model(string reference, LlmBudget? budget = null, TrajectoryWriter? trajectory = null, Trajectory? recorded = null) =>
        Models(reference, budget, trajectory, recorded).Single();

    public IReadOnlyList<IChatModel> Models(string reference, LlmBudget? budget = null, TrajectoryWriter? trajectory = null, Trajectory? recorded = null) =>
        Factory.Create(ModelReference.Parse(reference), new LlmSession(Ledger, budget ?? LlmBudget.Unlimited, trajectory, recorded));

    public void Dispose() => _services.Dispose();
}
