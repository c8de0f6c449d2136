using HwAgent.Agent.Llm;
using HwAgent.Agent.Loop;
using HwAgent.Agent.Solving.SelfTesting;

namespace HwAgent.Agent.Solving;

/// <summary>Answers, then repairs from what the checks found, until they pass, the model repeats itself, or the turns are used up.</summary>
internal sealed class RepairProposer(ModelDialogue dialogue, string model, SolverOptions options) : IProposer<RtlProposal, RtlAttempt>
{
    private SelfTests? _tests;

    public async Task<RtlProposal?> ProposeAsync(IReadOnlyList<RtlAttempt> attempts, CancellationToken cancellation)
    {
        var task = dialogue.Task;
        List<ChatTurn> turns = [ChatTurn.System(dialogue.Prompts.System()), ChatTurn.User(dialogue.Prompts.Answer(task))];
        if (attempts.Count == 0)
        {
            // Before there is an answer: tests written after it would repeat its mistakes.
            if (options is { Benchmark: null, SelfTests: > 0 }) _tests = await dialogue.TestsAsync(model, options.SelfTests, cancellation).ConfigureAwait(false);
            return await dialogue.AnswerAsync(model, turns, 1, _tests, cancellation).ConfigureAwait(false);
        }

        var last = attempts[^1];
        if (last.IsAccepted || StandsByIt(attempts)) return null;
        turns.Add(new ChatTurn(ChatRole.Assistant, TaskPrompts.AnswerOf(last.Proposal)));
        turns.Add(ChatTurn.User(dialogue.Prompts.Repair(task, last, options.Benchmark is null, options.Turns - attempts.Count)));
        return await dialogue.AnswerAsync(model, turns, attempts.Count + 1, _tests, cancellation).ConfigureAwait(false);
    }

    /// <summary>A model that answers a failed test with the same module holds the test to be wrong, and it wrote both.</summary>
    private static bool StandsByIt(IReadOnlyList<RtlAttempt> attempts) =>
        attempts.Count > 1 && attempts[^1].Stage == SolutionStages.Simulate && attempts[^1].Proposal.Code == attempts[^2].Proposal.Code;
}
