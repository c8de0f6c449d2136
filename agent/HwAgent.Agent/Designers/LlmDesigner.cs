using System.Globalization;
using HwAgent.Agent.Llm;
using HwAgent.Agent.Loop;
using HwAgent.Core.Diagnostics;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Specification;
using HwAgent.Evaluation.Candidates;
using HwAgent.Evaluation.Contracts;
using HwAgent.Evaluation.Scoring;
using HwAgent.Toolchain;

namespace HwAgent.Agent.Designers;

/// <summary>
/// Lets language models propose. A failed proposal is repaired in a short conversation that holds the failed answer and the distilled
/// findings; after some failures the next larger model takes over. Given the same replies it takes the same turns.
/// </summary>
public sealed class LlmDesigner : IDesigner
{
    private const int LongestAnswer = 12_000;

    private readonly IReadOnlyList<IChatModel> _models;
    private readonly LlmDesignerOptions _options;
    private readonly DesignTools _tools;
    private readonly ToolConversation _conversation;
    private readonly ProposalPrompts _prompts;
    private readonly ProposalReader _reader;
    private readonly DesignContext _start;
    private readonly DesignSpec _spec;
    private (string Question, string Answer)? _last;

    /// <param name="models">The cascade, small to large; at least one.</param>
    /// <param name="spec">What is asked for.</param>
    /// <param name="tasks">The products of its workload.</param>
    /// <param name="tools">Lint, simulation and synthesis for the model's tool calls.</param>
    /// <param name="prompts">The prompt templates.</param>
    /// <param name="options">Budgets and restrictions; null for the usual ones.</param>
    /// <param name="progress">Told how far a model call is.</param>
    /// <exception cref="ArgumentException">No model is given, the options contradict each other, or no accelerator can run the workload.</exception>
    public LlmDesigner(
        IReadOnlyList<IChatModel> models, DesignSpec spec, IReadOnlyList<GemmTask> tasks, RtlTools tools, PromptLibrary prompts, LlmDesignerOptions? options = null, IProgress<ChatProgress>? progress = null)
    {
        if (models.Count == 0) throw new ArgumentException("Give at least one model.", nameof(models));
        _models = models;
        _spec = spec;
        _options = options ?? new LlmDesignerOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(_options.MaxToolCalls);
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.FailuresPerModel, 1);
        if (_options is { ParametersOnly: true, Unit: { } only }) throw new ArgumentException($"Only parameters may be proposed, so unit {only} cannot be redesigned.", nameof(options));
        var pricing = new DesignPricing(spec, tasks);
        _tools = new DesignTools(tools, pricing, _options);
        _conversation = new ToolConversation(_tools, _options.MaxToolCalls, progress);
        _prompts = new ProposalPrompts(prompts, pricing, new UnitTools(tools), _options);
        _reader = new ProposalReader(pricing, _options);
        var priced = pricing.Price(pricing.DefaultParameters, null);
        var point = _options.StartingPoint ?? priced.Value ?? throw new ArgumentException($"No accelerator can run this workload: {string.Join(" ", priced.Diagnostics)}", nameof(tasks));
        _start = new DesignContext(point, [], null);
        if (_options.Unit is { } unit && UnitContracts.Find(unit, point.Parameters) is null)
            throw new ArgumentException($"There is no contract for {unit} in this accelerator; there are {string.Join(", ", UnitContracts.All(point.Parameters).Select(c => c.Module))}.", nameof(options));
    }

    /// <summary>The models of the cascade.</summary>
    public string Name => string.Join(',', _models.Select(m => m.Name));

    public async Task<Proposal?> ProposeAsync(IReadOnlyList<Attempt> attempts, CancellationToken cancellation)
    {
        var plan = TurnPlan.Of(attempts, _models.Count, _options.FailuresPerModel);
        var context = ContextOf(attempts);
        var model = _models[plan.Model];
        var turns = await TurnsAsync(plan, context, attempts, cancellation).ConfigureAwait(false);
        var reply = await _conversation.RunAsync(model, Request(turns, context), context, cancellation).ConfigureAwait(false);
        var id = (attempts.Count + 1).ToString("D3", CultureInfo.InvariantCulture);
        var proposal = _reader.Read(reply, context, id, model.Name);
        _last = (turns[1].Text, AnswerOf(proposal, reply));
        return Repeated(proposal, attempts) is { } repeated ? new Proposal(proposal.Kind, null, [repeated]) : proposal;
    }

    /// <summary>Checking a design twice teaches nothing; saying so does.</summary>
    private static Diagnostic? Repeated(Proposal proposal, IReadOnlyList<Attempt> attempts)
    {
        if (proposal.Candidate is not { } candidate || attempts.FirstOrDefault(a => a.Proposal.Candidate is { } earlier && AreEqual(earlier, candidate)) is not { } same) return null;
        return new Diagnostic("proposal", DiagnosticSeverity.Error, "proposal.repeated", $"This is candidate {same.Number:D3} again: {DesignText.Fate(same, onFront: false)}.")
        {
            Advice = "propose something that has not been tried",
        };
    }

    private static bool AreEqual(Candidate left, Candidate right) =>
        left.Point.Parameters == right.Point.Parameters && left.Units.SequenceEqual(right.Units) && left.Point.Tasks.Select(t => t.Mapping).SequenceEqual(right.Point.Tasks.Select(t => t.Mapping));

    private async Task<IReadOnlyList<ChatTurn>> TurnsAsync(TurnPlan plan, DesignContext context, IReadOnlyList<Attempt> attempts, CancellationToken cancellation)
    {
        var left = Math.Max(1, _spec.Search.Candidates - attempts.Count);
        var system = ChatTurn.System(_prompts.System(_options.MaxToolCalls > 0 ? [.. _tools.Definitions.Select(t => t.Name)] : []));
        if (plan.Failed.Count > 0 && _last is var (asked, answered))
            return [system, ChatTurn.User(asked), new ChatTurn(ChatRole.Assistant, answered), ChatTurn.User(await _prompts.RepairAsync(plan.Failed, left, cancellation).ConfigureAwait(false))];
        var question = _options.Unit is { } unit
            ? await _prompts.UnitAsync(unit, context, attempts, left, cancellation).ConfigureAwait(false)
            : _prompts.Parameters(context, attempts, _reader.UnitsOf(context.Parameters), left);
        return [system, ChatTurn.User(question)];
    }

    private ChatRequest Request(IReadOnlyList<ChatTurn> turns, DesignContext context) => new()
    {
        Turns = turns,
        ResponseJsonSchema = _options.StructuredOutput && _options.Unit is null ? ProposalSchema.Reply(_reader.UnitsOf(context.Parameters)) : null,
        Seed = _spec.Search.Seed,
        Temperature = _options.Temperature,
        MaxOutputTokens = _options.MaxOutputTokens,
    };

    private DesignContext ContextOf(IReadOnlyList<Attempt> attempts)
    {
        Attempt? best = null;
        foreach (var attempt in attempts)
        {
            if (attempt.Evaluation?.Score is { } score && (best is null || Scorer.Compare(score, best.Evaluation!.Score!) < 0)) best = attempt;
        }

        return best is null ? _start : new DesignContext(best.Proposal.Candidate!.Point, best.Proposal.Candidate.Units, best);
    }

    /// <summary>What the model is shown of its own answer when it has to repair it: RTL with the line numbers that the findings name.</summary>
    private static string AnswerOf(Proposal proposal, ChatReply reply)
    {
        if (proposal is { Kind: "unit", Candidate: { } candidate }) return UnitText.Fenced(candidate.Units[^1]);
        var text = ReplyText.WithoutReasoning(reply.Text, out _);
        return text.Length == 0 ? "(an empty reply)" : text.Length <= LongestAnswer ? text : text[..LongestAnswer];
    }
}
