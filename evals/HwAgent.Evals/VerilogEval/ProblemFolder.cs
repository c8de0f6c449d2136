using System.Text.RegularExpressions;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.VerilogEval;

/// <summary>
/// Version 2: a folder with <c>ProbNNN_name_prompt.txt</c>, <c>_ref.sv</c>, <c>_test.sv</c> and, for code completion, <c>_ifc.txt</c>. The
/// official folders hold other files too; only what belongs to a testbench counts.
/// </summary>
internal static partial class ProblemFolder
{
    public static IReadOnlyList<RtlProblem> Read(string folder, VerilogEvalSet set)
    {
        var home = VerilogEvalBenchmark.Locate(folder, [set.Path, $"v2/{set.Path}", "."], $"The set {set.Name} (folder {set.Path})", path => Directory.Exists(path) && Testbenches(path).Any());
        return [.. Testbenches(home).Select(name => Problem(home, name, set))];
    }

    /// <summary>Names of the problems, in order.</summary>
    private static IEnumerable<string> Testbenches(string folder) =>
        Directory.EnumerateFiles(folder).Select(static path => TestbenchName().Match(Path.GetFileName(path))).Where(static match => match.Success)
            .Select(static match => match.Groups["problem"].Value).Order(StringComparer.Ordinal);

    private static RtlProblem Problem(string folder, string name, VerilogEvalSet set) => new()
    {
        Id = name,
        Prompt = Text(folder, name + "_prompt.txt"),
        // Both sets have the same kind of folder; only a set for completion has headers, and each of its problems needs one.
        Header = set == VerilogEvalSet.CodeComplete ? Text(folder, name + "_ifc.txt") : null,
        Module = "TopModule",
        Reference = Text(folder, name + "_ref.sv"),
        ReferenceModule = "RefModule",
        Testbench = Text(folder, name + "_test.sv"),
        TestbenchTop = "tb",
    };

    private static string Text(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path)
            ? File.ReadAllText(path).ReplaceLineEndings("\n")
            : throw VerilogEvalBenchmark.Missing(path, "The file is missing, and the problem's testbench is there.", "take the whole folder from the official repository");
    }

    [GeneratedRegex(@"^(?<problem>Prob\d+_[A-Za-z0-9_\-]+)_test\.sv\z", RegexOptions.CultureInvariant)]
    private static partial Regex TestbenchName();
}
