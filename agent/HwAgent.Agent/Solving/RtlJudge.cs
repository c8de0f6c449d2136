using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HwAgent.Agent.Loop;
using HwAgent.Agent.Solving.SelfTesting;
using HwAgent.Agent.Trajectories;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Rtl;
using HwAgent.Evaluation.Files;
using HwAgent.Evaluation.Grading;
using HwAgent.Evaluation.Probing;
using HwAgent.Toolchain;
using HwAgent.Toolchain.Policy;

namespace HwAgent.Agent.Solving;

/// <summary>Takes answers through static policy, Icarus, and the tests that the model wrote for itself or, where asked for, the benchmark's.</summary>
/// <param name="task">What was asked.</param>
/// <param name="tools">The tools.</param>
/// <param name="options">Policy and injected judges.</param>
/// <param name="checks">False: whatever is code is accepted, and no tool runs.</param>
/// <param name="probes">Whether the behaviour of what compiles is named.</param>
/// <param name="trajectory">The record; null: none is kept.</param>
internal sealed class RtlJudge(RtlTask task, RtlTools tools, SolverOptions options, bool checks, bool probes, TrajectoryWriter? trajectory) : IJudge<RtlProposal, RtlAttempt>
{
    private const int ProbeSeed = 1;

    public async Task<RtlAttempt> JudgeAsync(int number, RtlProposal proposal, CancellationToken cancellation)
    {
        trajectory?.Append(
            TrajectoryEventTypes.Proposal,
            new ProposalMade(number, proposal.Model, "rtl", JsonSerializer.SerializeToElement(new { proposal.Code }, ProductJson.Options)),
            TrajectoryJson.Instance.ProposalMade);
        var attempt = proposal.Code is not { } code ? Stopped(number, proposal, SolutionStages.Reply, proposal.Diagnostics)
            : checks ? await CheckAsync(number, proposal, code, cancellation).ConfigureAwait(false)
            : Stopped(number, proposal, SolutionStages.Accepted, []);
        var details = JsonSerializer.SerializeToElement(new { attempt.LintsClean, attempt.Tests, attempt.Behaviour }, ProductJson.Options);
        trajectory?.Append(
            TrajectoryEventTypes.StageFinished, new StageFinished(number, attempt.Stage, attempt.IsAccepted, attempt.Diagnostics, details), TrajectoryJson.Instance.StageFinished);
        return attempt;
    }

    /// <summary>An answer that comes further is better, then one that passes more tests.</summary>
    public bool IsBetter(RtlAttempt attempt, RtlAttempt? best)
    {
        if (attempt.Proposal.Code is null) return false;
        if (best is null) return true;
        var (rank, before) = (SolutionStages.Rank(attempt.Stage), SolutionStages.Rank(best.Stage));
        return rank > before || (rank == before && attempt.Tests.Count(t => t) > best.Tests.Count(t => t));
    }

    public void Record(RtlAttempt attempt, bool isBest)
    {
        var (decision, reason) = attempt switch
        {
            { Proposal.Code: null } => ("discard", "the reply holds no answer"),
            { IsAccepted: true } => ("keep", "every check passed"),
            _ => (isBest ? "keep" : "keep-previous", $"{attempt.Stage} failed"),
        };
        Decide(decision, reason, attempt.Number);
    }

    public void Record(LoopOutcome<RtlAttempt> outcome) => Decide("stop", outcome.Failure?.Message ?? outcome.StopReason.ToString(), outcome.Attempts.Count);

    private void Decide(string decision, string reason, int number) =>
        trajectory?.Append(TrajectoryEventTypes.Decision, new DecisionMade(decision, reason, number), TrajectoryJson.Instance.DecisionMade);

    private async Task<RtlAttempt> CheckAsync(int number, RtlProposal proposal, string code, CancellationToken cancellation)
    {
        // The policy refuses a candidate that takes the testbench's name; were it let through, the two could not be told apart.
        var policy = options.Policy with { ReservedModules = options.Policy.ReservedModules.Append(SelfTestBench.Module).ToHashSet(StringComparer.Ordinal) };
        var admission = RtlPolicy.Admit(new RtlDesign(task.Module, [new RtlSource(TaskPrompts.AnswerFile, EnumCasts.Rewrite(code))]), policy);
        if (admission.Design is not { } design) return Stopped(number, proposal, SolutionStages.Policy, admission.Diagnostics);

        var lint = await tools.IcarusLint.RunAsync(design, cancellation).ConfigureAwait(false);
        if (lint.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error)) return Stopped(number, proposal, SolutionStages.Compile, lint.Diagnostics);
        if (PortCheck.Of(task, code) is { Count: > 0 } differences) return Stopped(number, proposal, SolutionStages.Compile, [.. differences, .. lint.Diagnostics]);

        var outcome = new SelfTestOutcome([], []);
        if (options.Benchmark is { } benchmark) outcome = new SelfTestOutcome([], await benchmark(task, code, cancellation).ConfigureAwait(false));
        else if (proposal.Tests is { } tests) outcome = await SelfTestRunner.RunAsync(tools, design, tests, cancellation).ConfigureAwait(false);
        var behaviour = probes ? await BehaviourAsync(code, cancellation).ConfigureAwait(false) : null;
        var failed = outcome.Passed.Contains(false) || outcome.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error);
        // A warning of the compiler may well name the cause of a failed test.
        return new RtlAttempt(number, proposal, failed ? SolutionStages.Simulate : SolutionStages.Accepted, [.. outcome.Diagnostics, .. lint.Diagnostics], lint.Passed, outcome.Passed, behaviour);
    }

    /// <summary>Names what the code does under a stimulus that depends on the names and widths of its ports alone, whatever their order.</summary>
    private async Task<string?> BehaviourAsync(string code, CancellationToken cancellation)
    {
        if (ModuleInterface.Read(code, task.Module) is not { } found) return null;
        var ports = found with { Ports = [.. found.Ports.OrderBy(p => p.Name, StringComparer.Ordinal)] };
        var trace = await BehaviourProbe.RunAsync(tools, ports, code, ProbeSeed, cancellation).ConfigureAwait(false);
        // The ports are part of it: an answer that calls one by another name is no answer, whatever it does.
        return trace.Completed ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ports.Header() + trace.Digest)).AsSpan(0, 8)) : null;
    }

    private static RtlAttempt Stopped(int number, RtlProposal proposal, string stage, IReadOnlyList<Diagnostic> diagnostics) =>
        new(number, proposal, stage, diagnostics, LintsClean: false, [], Behaviour: null);
}
