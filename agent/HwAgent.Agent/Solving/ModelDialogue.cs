using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using HwAgent.Agent.Llm;
using HwAgent.Agent.Solving.SelfTesting;

namespace HwAgent.Agent.Solving;

/// <summary>Asks models about one task, counting usage and trouble. It asks one thing at a time, so that a repeated run asks in the same order.</summary>
internal sealed class ModelDialogue
{
    private readonly RtlTask _task;
    private readonly int _sample;
    private readonly SolverOptions _options;
    private readonly UsageLedger _ledger;
    private readonly Dictionary<string, IChatModel> _models;
    private readonly Dictionary<string, ChatUsage> _selfTestUsage = new(StringComparer.Ordinal);

    public ModelDialogue(RtlTask task, int sample, IReadOnlyList<IChatModel> models, SolverOptions options, TaskPrompts prompts, TimeProvider clock)
    {
        (_task, _sample, _options) = (task, sample, options);
        _ledger = new UsageLedger(clock);
        // The run's budget is kept further in; this ledger only adds up what the one task costs.
        _models = models.ToDictionary(m => m.Name, IChatModel (m) => new BudgetedChatModel(m, LlmBudget.Unlimited, _ledger), StringComparer.Ordinal);
        Prompts = prompts;
    }

    public RtlTask Task => _task;

    public TaskPrompts Prompts { get; }

    public TroubleLog Trouble { get; } = new();

    public UsageTotals Usage => _ledger.Totals;

    public IReadOnlyDictionary<string, ChatUsage> SelfTestUsage => _selfTestUsage;

    /// <summary>Asks for an answer to the task.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="turns">The conversation.</param>
    /// <param name="number">Tells requests with the same words apart.</param>
    /// <param name="tests">Tests that go with the answer.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public async Task<RtlProposal> AnswerAsync(string model, IReadOnlyList<ChatTurn> turns, int number, SelfTests? tests, CancellationToken cancellation)
    {
        var reply = await AskAsync(model, turns, "answer", number, cancellation).ConfigureAwait(false);
        var answer = AnswerReader.Read(reply, _task);
        Trouble.Add(answer.Trouble);
        return new RtlProposal(model, answer.Code, answer.Diagnostics, tests, ReplyText.WithoutReasoning(reply.Text, out _), reply.Usage);
    }

    /// <summary>Asks a model for tests; null when it writes none that can be used.</summary>
    public async Task<SelfTests?> TestsAsync(string model, int count, CancellationToken cancellation)
    {
        var reply = await AskAsync(model, [ChatTurn.System(Prompts.System()), ChatTurn.User(Prompts.Tests(_task, count))], "tests", 1, cancellation).ConfigureAwait(false);
        _selfTestUsage[model] = reply.Usage;
        var parsed = SelfTestReader.Read(reply, count);
        if (parsed.Value is null) Trouble.Add(TroubleKinds.NoTests);
        else if (parsed.Diagnostics.Count > 0) Trouble.Add(TroubleKinds.BadTests);
        return parsed.Value;
    }

    private async Task<ChatReply> AskAsync(string model, IReadOnlyList<ChatTurn> turns, string purpose, int number, CancellationToken cancellation)
    {
        for (var again = 0; ; again++)
        {
            var request = new ChatRequest
            {
                Turns = turns, Temperature = _options.Temperature, MaxOutputTokens = _options.MaxOutputTokens, Seed = SeedOf(model, purpose, number, again),
            };
            try
            {
                var reply = await _models[model].CompleteAsync(request, null, cancellation).ConfigureAwait(false);
                Trouble.Add(reply.Usage);
                var isEmpty = string.IsNullOrWhiteSpace(reply.Text) && reply.FinishReason == "stop";
                if (!isEmpty || again == _options.EmptyReplyRetries) return reply;
                Trouble.Add(TroubleKinds.Empty);
            }
            catch (BudgetExceededException)
            {
                Trouble.Add(TroubleKinds.BudgetSpent);
                throw;
            }
            catch (ModelCallException e)
            {
                Trouble.Add(e);
                throw;
            }
        }
    }

    /// <remarks>A hash and no counter: what one task is asked does not depend on the tasks beside it.</remarks>
    private int? SeedOf(string model, string purpose, int number, int again) => _options.Seed is { } seed
        ? (int)(BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}\n{_task.Id}\n{_sample}\n{model}\n{purpose}\n{number}\n{again}"))) >> 1)
        : null;
}
