using HwAgent.Core.Diagnostics;
using HwAgent.Core.Rtl;
using HwAgent.Evaluation.Rtl;
using HwAgent.Toolchain;
using HwAgent.Toolchain.Policy;
using HwAgent.Toolchain.Sandboxing;
using HwAgent.Toolchain.Simulation;

namespace HwAgent.Evaluation.Contracts;

/// <summary>Holds a module against its contract: static policy, interface, lint, simulation of every vector, comparison outside the simulator.</summary>
public static class UnitVerifier
{
    /// <summary>Far above what any unit needs; reached by a loop without delay.</summary>
    private static readonly ResourceLimits Limits = ResourceLimits.Simulation with { WallTime = TimeSpan.FromMinutes(2), CpuTime = TimeSpan.FromMinutes(2) };

    /// <summary>
    /// Checks a module. Whatever is wrong with it is in the result; exceptions are about the environment. A trusted candidate is a
    /// template of our own; any other is treated as hostile.
    /// </summary>
    /// <exception cref="ToolchainException">A tool or the sandbox is missing.</exception>
    public static async Task<UnitVerification> VerifyAsync(
        RtlTools tools, UnitContract contract, RtlDesign candidate, bool trusted, CancellationToken cancellationToken = default)
    {
        var (unit, diagnostics) = Admit(contract, candidate, trusted);
        if (unit is null) return Refused(diagnostics);

        var surroundings = Ours(contract.Module, contract.Surroundings, PolicyOptions.Template);
        var shell = Ours(UnitTestbench.InterfaceModule, [UnitTestbench.RenderInterface(contract)], PolicyOptions.Template);
        var lint = await tools.VerilatorLint.RunAsync(CheckedDesign.Combine(UnitTestbench.InterfaceModule, surroundings, unit, shell), cancellationToken).ConfigureAwait(false);
        var (mistakes, findings) = UnitInterface.Split(contract, lint.Diagnostics);
        diagnostics = [.. diagnostics, .. mistakes, .. findings];
        if (!lint.Passed) return Refused(diagnostics);

        return await SimulateAsync(tools, contract, CheckedDesign.Combine(contract.Module, surroundings, unit), diagnostics, cancellationToken).ConfigureAwait(false);
    }

    private static (CheckedDesign? Unit, IReadOnlyList<Diagnostic> Diagnostics) Admit(UnitContract contract, RtlDesign candidate, bool trusted)
    {
        if (candidate.Top != contract.Module)
            return (null, [Error("contract.module", $"The top module is {candidate.Top}; the contract is for {contract.Module}.", $"name the unit's module {contract.Module}")]);
        var taken = contract.Surroundings.Select(static source => source.Name).Append(UnitTestbench.Module + ".sv").Append(UnitTestbench.InterfaceModule + ".sv");
        if (candidate.Sources.Select(static source => source.Name).Intersect(taken).FirstOrDefault() is { } name)
            return (null, [Error("contract.file-name", $"The file name {name} belongs to the surroundings of the unit.", $"name the file {contract.Module}.sv")]);

        var level = trusted ? PolicyOptions.Template : PolicyOptions.Candidate;
        var admission = RtlPolicy.Admit(candidate, level with
        {
            KnownModules = contract.AllowedSubmodules.ToHashSet(StringComparer.Ordinal),
            ReservedModules = AcceleratorTemplates.Units.Select(static unit => unit.Module).Append(UnitTestbench.Module).Append(UnitTestbench.InterfaceModule)
                .Where(module => module != contract.Module).ToHashSet(StringComparer.Ordinal),
        });
        return (admission.Design, admission.Diagnostics);
    }

    private static async Task<UnitVerification> SimulateAsync(
        RtlTools tools, UnitContract contract, CheckedDesign unit, IReadOnlyList<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        var traces = contract.Instances.Select((instance, number) => instance.Vectors(contract.Seed + (ulong)number)).ToArray();
        var bench = Ours(UnitTestbench.Module, [UnitTestbench.Render(contract, traces)], PolicyOptions.Testbench);
        var run = await tools.IcarusSimulator.RunAsync(
            new SimulationRequest
            {
                Design = CheckedDesign.Combine(UnitTestbench.Module, unit, bench),
                Inputs = traces.Select(static (trace, number) => (trace, number)).ToDictionary(static t => $"stimulus{t.number}.hex", static t => t.trace.ToStimulus()),
                Outputs = [.. traces.Select(static (_, number) => OutputFile(number))],
                Limits = Limits,
            },
            cancellationToken).ConfigureAwait(false);
        diagnostics = [.. diagnostics, .. run.Diagnostics];
        if (!run.Completed) return Refused(diagnostics);

        var comparison = new UnitComparison();
        for (var i = 0; i < traces.Length; i++)
        {
            if (!comparison.Add(contract.Instances[i], traces[i], run.Outputs[OutputFile(i)]))
                return Refused([.. diagnostics, Error("contract.samples", $"The simulation did not write one sample for each of the {traces[i].Count} vectors.", "remove whatever ends or disturbs the simulation")]);
        }

        if (comparison.First is { } first) diagnostics = [.. diagnostics, Describe(first, comparison)];
        return new UnitVerification
        {
            Passed = comparison.Mismatches == 0 && diagnostics.All(static finding => finding.Severity != DiagnosticSeverity.Error),
            Vectors = comparison.Vectors,
            Mismatches = comparison.Mismatches,
            First = comparison.First,
            Diagnostics = diagnostics,
        };
    }

    private static Diagnostic Describe(UnitMismatch first, UnitComparison comparison) => new(
        "simulation",
        DiagnosticSeverity.Error,
        "contract.mismatch",
        $"{comparison.Mismatches} of {comparison.Vectors} vectors differ from the golden model; first in cycle {first.Cycle}{(first.Instance.Length > 0 ? $" with {first.Instance}" : string.Empty)}: "
        + $"{first.Port} is {first.Actual}, must be {first.Expected}.")
    {
        Advice = "the inputs up to that cycle are in the excerpt; the contract says which of them the output depends on",
        Excerpt = string.Join('\n', first.Inputs),
    };

    private static string OutputFile(int number) => $"outputs{number}.txt";

    private static CheckedDesign Ours(string top, IReadOnlyList<RtlSource> sources, PolicyOptions options) =>
        RtlPolicy.Admit(new RtlDesign(top, sources), options).Require();

    private static UnitVerification Refused(IReadOnlyList<Diagnostic> diagnostics) => new() { Passed = false, Diagnostics = diagnostics };

    private static Diagnostic Error(string code, string message, string advice) => new("contract", DiagnosticSeverity.Error, code, message) { Advice = advice };
}
