using HwAgent.Agent.Llm;
using HwAgent.Agent.Solving;

namespace HwAgent.Evals.Cascades;

/// <summary>All that one model wrote for one answer of a recorded run.</summary>
/// <param name="Solutions">Its solutions in the order of their writing.</param>
/// <param name="SelfTests">What its self-tests cost; null where it wrote none.</param>
/// <param name="TestsAsked">l of the recording.</param>
public sealed record RecordedAnswers(IReadOnlyList<SolutionTurn> Solutions, ChatUsage? SelfTests, int TestsAsked);
