using System.Text.RegularExpressions;
using HwAgent.Evaluation.Grading;
using HwAgent.Evaluation.Probing;

namespace HwAgent.Evals.Calibrations;

/// <summary>What an attacker who has read the benchmark knows of a problem.</summary>
/// <param name="Module">The module asked for, with its ports.</param>
/// <param name="Testbench">Name of the testbench's module.</param>
/// <param name="Reference">Name of the reference's module.</param>
/// <param name="Instance">Name of its instance in the testbench.</param>
public sealed partial record AttackTarget(ModuleInterface Module, string Testbench, string Reference, string Instance)
{
    /// <summary>The target of a problem; null when the header of its module cannot be read.</summary>
    public static AttackTarget? Of(RtlProblem problem)
    {
        if (ModuleInterface.Read(ReferenceAnswer.Of(problem), problem.Module) is not { } module) return null;
        var match = ReferenceInstance().Match(problem.Testbench);
        return match.Success
            ? new AttackTarget(module, problem.TestbenchTop, match.Groups["module"].Value, "good1")
            : new AttackTarget(module, problem.TestbenchTop, problem.ReferenceModule, "reference");
    }

    /// <summary>The module with a body and outputs that are wires.</summary>
    public string With(string body) => $"{Module.Header()}{body}\nendmodule\n";

    /// <summary>The module with every output set to the same expression, and something more.</summary>
    public string WithOutputs(Func<ModulePort, string> value, string more = "") =>
        With(string.Concat(Module.Outputs.Select(port => $"  assign {port.Name} = {value(port)};\n")) + more);

    /// <summary>Outputs of 0 and something more.</summary>
    public string WithZeros(string more) => WithOutputs(static _ => "0", more);

    [GeneratedRegex(@"\b(?<module>\w+)\s+good1\s*\(", RegexOptions.CultureInvariant)]
    private static partial Regex ReferenceInstance();
}
