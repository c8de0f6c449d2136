using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.VerilogEval;

/// <summary>One of the sets of problems that VerilogEval comes in.</summary>
/// <param name="Name">As the command line names it.</param>
/// <param name="Path">Folder (version 2) or file (version 1) in the official repository.</param>
/// <param name="Rule">How the benchmark itself judges.</param>
public sealed record VerilogEvalSet(string Name, string Path, IOfficialRule Rule)
{
    public static VerilogEvalSet SpecToRtl { get; } = new("spec-to-rtl", "dataset_spec-to-rtl", new AnalyzeRule());

    public static VerilogEvalSet CodeComplete { get; } = new("code-complete", "dataset_code-complete-iccad2023", new AnalyzeRule());

    public static VerilogEvalSet V1Human { get; } = new("v1-human", "VerilogEval_Human.jsonl", new CompletionRule()) { Descriptions = "VerilogDescription_Human.jsonl" };

    public static VerilogEvalSet V1Machine { get; } = new("v1-machine", "VerilogEval_Machine.jsonl", new CompletionRule()) { Descriptions = "VerilogDescription_Machine.jsonl" };

    public static IReadOnlyList<VerilogEvalSet> All { get; } = [SpecToRtl, CodeComplete, V1Human, V1Machine];

    /// <summary>Version 1 keeps the tasks in words in a file of its own; null for version 2.</summary>
    public string? Descriptions { get; init; }
}
