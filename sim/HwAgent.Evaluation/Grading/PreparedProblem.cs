using HwAgent.Core.Rtl;
using HwAgent.Toolchain.Policy;

namespace HwAgent.Evaluation.Grading;

/// <summary>What of a problem is the same for every answer: its own files, checked, with the recorder in the testbench.</summary>
internal sealed class PreparedProblem
{
    private readonly IOfficialRule rule;
    private readonly RtlProblem problem;

    private PreparedProblem(IOfficialRule rule, RtlProblem problem, SampleRecorder? recorder)
    {
        this.rule = rule;
        this.problem = problem;
        Recorder = recorder;
        IsOriginal = EnumCasts.Rewrite(problem.Testbench) == problem.Testbench && EnumCasts.Rewrite(problem.Reference) == problem.Reference;
        Parts = recorder is null
            ? []
            : rule.Files(problem, EnumCasts.Rewrite(recorder.Testbench), EnumCasts.Rewrite(problem.Reference), string.Empty)
                .Select(file => file.Name == AnalyzeRule.AnswerFile ? null : RtlPolicy.Admit(new RtlDesign(problem.TestbenchTop, [file]), PolicyOptions.Testbench).Require())
                .ToArray();
        Reserved = Parts.OfType<CheckedDesign>().SelectMany(static part => part.Definitions).Append(problem.TestbenchTop).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Null when the testbench is not of a family in which samples can be recorded.</summary>
    public SampleRecorder? Recorder { get; }

    /// <summary>The benchmark's files are simulated as they are, the recorder apart.</summary>
    public bool IsOriginal { get; }

    /// <summary>Names that an answer must not define.</summary>
    public IReadOnlySet<string> Reserved { get; }

    /// <summary>The checked files in order; null is the place of the answer.</summary>
    private IReadOnlyList<CheckedDesign?> Parts { get; }

    public static PreparedProblem Of(IOfficialRule rule, RtlProblem problem) => new(rule, problem, SampleRecorder.For(problem));

    /// <summary>The simulation of an answer with the recorder.</summary>
    public CheckedDesign With(CheckedDesign answer) => CheckedDesign.Combine(problem.TestbenchTop, [.. Parts.Select(part => part ?? answer)]);

    /// <summary>The simulation of an answer as the benchmark has it.</summary>
    public RtlDesign Original(string answer) => new(problem.TestbenchTop, rule.Files(problem, problem.Testbench, problem.Reference, answer));
}
