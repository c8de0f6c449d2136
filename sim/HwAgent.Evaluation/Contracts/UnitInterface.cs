using System.Text.RegularExpressions;
using HwAgent.Core.Diagnostics;

namespace HwAgent.Evaluation.Contracts;

/// <summary>
/// Checks ports and widths by instantiating the unit in a module that has exactly those of the contract and letting Verilator
/// elaborate it, so every way of declaring a port is understood. What Verilator says about that module is put in the contract's words.
/// </summary>
internal static partial class UnitInterface
{
    private const string Tool = "contract";

    /// <summary>Splits a lint report into what is about the interface and what is about the unit's own text.</summary>
    public static (IReadOnlyList<Diagnostic> Interface, IReadOnlyList<Diagnostic> Text) Split(UnitContract contract, IReadOnlyList<Diagnostic> findings)
    {
        var own = findings.Where(static finding => finding.File == UnitTestbench.InterfaceModule + ".sv").ToArray();
        // An output declared as input shows in the unit itself, where it is assigned.
        var outputs = contract.Instances[0].Ports.Where(port => !port.IsInput && findings.Any(finding => finding.Code == "ASSIGNIN" && finding.Message.Contains($"'{port.Name}'", StringComparison.Ordinal)));
        return (
            [
                .. outputs.Select(static port => Error("port-direction", $"{port.Name} is an input; the contract says '{port.Declaration}'.", "declare it as in the contract")),
                .. own.Select(finding => Explain(contract, finding)).DistinctBy(static finding => finding.Message),
            ],
            [.. findings.Except(own)]);
    }

    private static Diagnostic Explain(UnitContract contract, Diagnostic finding)
    {
        var message = finding.Message;
        if (message.Contains("Cannot find file containing module", StringComparison.Ordinal))
            return Error("module", $"No module is named {contract.Module}.", $"name the unit's module {contract.Module}");
        if (ParameterNotFound().Match(message) is { Success: true } parameter)
            return Error("missing-parameter", $"The contract's parameter {parameter.Groups["name"].Value} is missing.", $"declare parameter int {parameter.Groups["name"].Value}");
        if (PinNotFound().Match(message) is { Success: true } missing)
            return Error("missing-port", $"The contract's port '{Declaration(contract, missing.Groups["name"].Value)}' is missing.", "declare it, and read it into a signal named unused_* when it is not needed");
        if (PinMissing().Match(message) is { Success: true } surplus)
            return Error("extra-port", $"The port '{surplus.Groups["name"].Value}' is not in the contract.", "remove it: the surroundings would not connect it");
        if (Width().Match(message) is { Success: true } width && int.TryParse(width.Groups["module"].Value, out var bits))
        {
            var name = width.Groups["name"].Value;
            return Error("port-width", $"The port {name} has {bits} bits; the contract says '{Declaration(contract, name)}'.", "declare it as in the contract");
        }

        return Error("port-direction", $"A port does not fit the contract: {message}", "compare every direction and width with the contract");
    }

    private static string Declaration(UnitContract contract, string port) =>
        contract.Instances[0].Ports.FirstOrDefault(p => p.Name == port)?.Declaration ?? port;

    private static Diagnostic Error(string code, string message, string advice) => new(Tool, DiagnosticSeverity.Error, "contract." + code, message) { Advice = advice };

    [GeneratedRegex(@"^(Parameter pin not found: |Attempted parameter setting of non-parameter: Param )'(?:__paramNumber)?(?<name>\w+)'", RegexOptions.CultureInvariant)]
    private static partial Regex ParameterNotFound();

    [GeneratedRegex(@"^(Pin not found|Pin is not an in/out/inout/param/interface): '(?<name>\w+)'", RegexOptions.CultureInvariant)]
    private static partial Regex PinNotFound();

    [GeneratedRegex(@"missing pin: '(?<name>\w+)'", RegexOptions.CultureInvariant)]
    private static partial Regex PinMissing();

    [GeneratedRegex(@"^(Input|Output) port connection '(?<name>\w+)' expects (?<module>\d+) bits", RegexOptions.CultureInvariant)]
    private static partial Regex Width();
}
