using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace HwAgent.Evaluation.Grading;

/// <summary>
/// Puts a recorder into a testbench of VerilogEval's family: where the testbench counts a sample, the recorder writes the outputs of the
/// answer, those of the reference and the inputs to a file. It prints nothing and stands on lines that exist, so the log is that of the
/// testbench as it was. Its one name comes from a hash over the problem; an answer that holds it is refused.
/// </summary>
internal sealed partial class SampleRecorder
{
    private SampleRecorder(string name, string testbench)
    {
        Name = name;
        Testbench = testbench;
    }

    /// <summary>The recorder's name in the testbench.</summary>
    public string Name { get; }

    /// <summary>The testbench with the recorder.</summary>
    public string Testbench { get; }

    /// <summary>Where the samples go: a line each, <c>answer reference inputs</c> in binary.</summary>
    public string File => Name + ".txt";

    /// <summary>The testbench of a problem with a recorder; null when it is not of the family.</summary>
    public static SampleRecorder? For(RtlProblem problem)
    {
        var testbench = problem.Testbench;
        if (Match().Matches(testbench) is not [var match] || Counting().Matches(testbench) is not [var counting] || counting.Index < match.Index) return null;
        var outputs = Names(match.Groups["dut"].Value);
        if (Regex.Match(testbench, $@"\b{Regex.Escape(problem.Module)}\s+\w+\s*\((?<list>[^;]*)\)\s*;", RegexOptions.CultureInvariant) is not { Success: true } instance) return null;
        var inputs = Connection().Matches(instance.Groups["list"].Value)
            .Select(static connection => connection.Groups["to"].Success ? connection.Groups["to"].Value.Trim() : connection.Groups["port"].Value)
            .Where(name => !outputs.Contains(name)).ToArray();

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{problem.Testbench}\0{problem.Reference}"));
        var name = "hw_" + Convert.ToHexStringLower(hash)[..24];
        // A bit that is always there keeps the concatenation of no inputs legal.
        var write = $"$fwrite({name}, \"%b %b %b\\n\", {{{match.Groups["dut"].Value}}}, {{{match.Groups["ref"].Value}}}, {{{string.Join(", ", inputs.Append("1'b0"))}}}); ";
        return new SampleRecorder(
            name,
            testbench
                .Insert(counting.Index + counting.Length, " " + write)
                .Insert(match.Index, $"integer {name}; initial {name} = $fopen(\"{name}.txt\", \"w\"); "));
    }

    private static HashSet<string> Names(string list) => [.. list.Split(',').Select(static name => name.Trim())];

    [GeneratedRegex(@"assign\s+tb_match\s*=\s*\(\s*\{(?<ref>[^{}]*)\}\s*===\s*\(\s*\{[^{}]*\}\s*\^\s*\{(?<dut>[^{}]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Match();

    [GeneratedRegex(@"\bstats1\.clocks\+\+;", RegexOptions.CultureInvariant)]
    private static partial Regex Counting();

    [GeneratedRegex(@"\.(?<port>\w+)\s*(\((?<to>[^()]*)\))?", RegexOptions.CultureInvariant)]
    private static partial Regex Connection();
}
