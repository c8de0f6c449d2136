using HwAgent.Agent.Runs;
using HwAgent.Core.Diagnostics;
using HwAgent.Evaluation.Candidates;
using HwAgent.Evaluation.Stages;

namespace HwAgent.Agent.Tests.Reports;

/// <summary>A result in which every text that a user, a tool or a model can write tries to be more than text.</summary>
internal static class HostileRuns
{
    public const string Text = "<script>alert('x')</script>\"' onload='x()\"><img src=x onerror=y> {{ 6 * 7 }} {{ v.title }} ]]> </title></style></svg> &lt; \u001b[31m\u0000\u202Egnp.exe\uD800";

    public static RunResult Result()
    {
        var sample = SampleRuns.WithModel();
        var best = Poison(sample.Best!);
        return sample with
        {
            Name = Text,
            Misses = [Text],
            Workload = sample.Workload with { Name = Text, Phase = Text, NotOnAccelerator = new Dictionary<string, long> { [Text] = 1 } },
            Best = best,
            ParetoFront = [best.Id, Text],
            Candidates = [best, Poison(SampleRuns.Failed("001"))],
            Search = sample.Search with { Rejections = new Dictionary<string, long> { [Text] = 2 }, Front = [.. sample.Search.Front.Select(p => p with { Label = Text })] },
            ExpertBaseline = Poison(sample.ExpertBaseline!),
            Tools = new Dictionary<string, string> { [Text] = Text },
        };
    }

    private static CandidateEvaluation Poison(CandidateEvaluation c) => c with
    {
        Id = c.Id + Text,
        Origin = Text,
        Rationale = Text,
        ProposedUnits = [Text],
        Stages =
        [
            .. c.Stages.Select(s => s with
            {
                Diagnostics = [new Diagnostic(Text, DiagnosticSeverity.Warning, Text, Text) { File = Text, Line = 1, Column = 2, Advice = Text, Excerpt = Text }],
            }),
        ],
        Simulation = c.Simulation is { } simulation ? simulation with { Operators = [.. simulation.Operators.Select(o => o with { Name = Text, BoundBy = Text })] } : null,
        Synthesis = c.Synthesis is { } synthesis ? synthesis with { Units = [.. synthesis.Units.Select(u => new UnitArea(Text, u.Instances, u.AreaGateEquivalents, u.FlipFlops, u.MemoryBits))] } : null,
        Score = c.Score is { } score ? score with { Misses = [Text] } : null,
    };
}
