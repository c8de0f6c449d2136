using System.Globalization;
using System.Text;
using HwAgent.Agent.Llm;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Rtl;
using HwAgent.Dataflow.Hardware;
using HwAgent.Evaluation.Candidates;
using HwAgent.Evaluation.Contracts;
using HwAgent.Evaluation.Rtl;
using HwAgent.Toolchain;
using HwAgent.Toolchain.Policy;

namespace HwAgent.Agent.Designers;

/// <summary>What can be done with one unit's RTL, each with a short text as its result. RTL that a model wrote passes the policy for hostile sources first.</summary>
internal sealed class UnitTools(RtlTools tools)
{
    private const int MostLines = 30;

    /// <summary>Contracts that an accelerator's units have, one a line.</summary>
    public static string List(AcceleratorParameters parameters) =>
        string.Join('\n', UnitContracts.All(parameters).Select(c => $"{c.Module}: {c.Purpose}"));

    public static string Contract(string unit, AcceleratorParameters parameters) =>
        UnitContracts.Find(unit, parameters)?.ToText() ?? NoContract(unit, parameters);

    public static string Template(string module, AcceleratorParameters parameters)
    {
        var rendered = AcceleratorTemplates.Render(parameters).Sources;
        return rendered.FirstOrDefault(s => CandidateRtl.ModuleOf(s) == module)?.Text
            ?? $"This accelerator has no module {module}; it has {string.Join(", ", rendered.Select(CandidateRtl.ModuleOf))}.";
    }

    /// <summary>Holds a unit against its contract.</summary>
    /// <returns>Null when the unit has no contract with these parameters.</returns>
    public async Task<UnitVerification?> VerifyAsync(RtlSource unit, AcceleratorParameters parameters, CancellationToken cancellation)
    {
        var module = CandidateRtl.ModuleOf(unit);
        return UnitContracts.Find(module, parameters) is { } contract
            ? await UnitVerifier.VerifyAsync(tools, contract, new RtlDesign(module, [unit]), trusted: false, cancellation).ConfigureAwait(false)
            : null;
    }

    public async Task<string> SimulateAsync(RtlSource unit, AcceleratorParameters parameters, CancellationToken cancellation)
    {
        var result = await VerifyAsync(unit, parameters, cancellation).ConfigureAwait(false);
        if (result is null) return NoContract(CandidateRtl.ModuleOf(unit), parameters);
        if (result.Passed) return $"pass: {result.Vectors} vectors, all outputs as the contract says";
        var text = new StringBuilder(result.Vectors > 0 ? $"fail: {result.Mismatches} of {result.Vectors} vectors differ\n" : "fail: not simulated\n");
        if (result.First is { } first)
        {
            text.Append(CultureInfo.InvariantCulture, $"first wrong output: cycle {first.Cycle}{(first.Instance.Length > 0 ? $" with {first.Instance}" : "")}, {first.Port}: expected {first.Expected}, actual {first.Actual}\ninputs up to then:\n");
            foreach (var line in first.Inputs) text.Append("  ").Append(line).Append('\n');
        }

        return text.Append(DiagnosticDistiller.Distill([.. result.Diagnostics.Where(d => d.Code != MismatchCode)], [unit], MostLines)).ToString().TrimEnd();
    }

    public async Task<string> LintAsync(RtlSource unit, AcceleratorParameters parameters, CancellationToken cancellation)
    {
        var (design, findings) = Admit(unit, parameters);
        if (design is null) return "refused before any tool:\n" + DiagnosticDistiller.Distill(findings, [unit], MostLines);
        var lint = await tools.VerilatorLint.RunAsync(design, cancellation).ConfigureAwait(false);
        return lint.Passed ? "clean: no warnings" : $"fail:\n{DiagnosticDistiller.Distill(lint.Diagnostics, [unit], MostLines)}";
    }

    public async Task<string> SynthesiseAsync(RtlSource unit, AcceleratorParameters parameters, CancellationToken cancellation)
    {
        var (design, findings) = Admit(unit, parameters);
        return design is null ? "refused before any tool:\n" + DiagnosticDistiller.Distill(findings, [unit], MostLines) : await SynthesiseAsync(design, [unit], cancellation).ConfigureAwait(false);
    }

    /// <summary>The template of a unit alone, synthesised: the figures to beat.</summary>
    public Task<string> SynthesiseTemplateAsync(string module, AcceleratorParameters parameters, CancellationToken cancellation)
    {
        var below = Below(module, parameters);
        var source = AcceleratorTemplates.RenderUnit(module, parameters);
        return SynthesiseAsync(RtlPolicy.Admit(new RtlDesign(module, [.. below, source]), PolicyOptions.Template).Require(), [source], cancellation);
    }

    public Task<string> SynthesiseAsync(AcceleratorParameters parameters, CancellationToken cancellation) =>
        SynthesiseAsync(CandidateRtl.Assemble(parameters, []).Design!, [], cancellation);

    internal const string MismatchCode = "contract.mismatch";

    private async Task<string> SynthesiseAsync(CheckedDesign design, IReadOnlyList<RtlSource> sources, CancellationToken cancellation)
    {
        var result = await tools.YosysSynthesis.RunAsync(design, cancellationToken: cancellation).ConfigureAwait(false);
        if (!result.Passed) return "fail:\n" + DiagnosticDistiller.Distill(result.Diagnostics, sources, MostLines);
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture,
            $"{result.AreaGateEquivalents:0} gate equivalents, {result.FlipFlops} flip-flops, {result.MemoryBits} memory bits, logic depth {result.LogicDepth}"));
        if (result.Modules.Count > 1)
        {
            foreach (var m in result.Modules.OrderByDescending(m => m.AreaGateEquivalents * m.Instances).ThenBy(m => m.Name, StringComparer.Ordinal).Take(6))
                text.Append(CultureInfo.InvariantCulture, $"\n  {m.Name}: {m.Instances} x {m.AreaGateEquivalents:0} gate equivalents, depth {m.LogicDepth}");
        }

        return text.ToString();
    }

    /// <summary>The unit as hostile input, with the library modules it may instantiate.</summary>
    private static (CheckedDesign? Design, IReadOnlyList<Diagnostic> Diagnostics) Admit(RtlSource unit, AcceleratorParameters parameters)
    {
        var module = CandidateRtl.ModuleOf(unit);
        var below = Below(module, parameters);
        var names = below.Select(CandidateRtl.ModuleOf).ToHashSet(StringComparer.Ordinal);
        var admission = RtlPolicy.Admit(new RtlDesign(module, [unit]), PolicyOptions.Candidate with
        {
            KnownModules = names,
            ReservedModules = AcceleratorTemplates.Units.Select(u => u.Module).Where(m => m != module).ToHashSet(StringComparer.Ordinal),
        });
        if (admission.Design is null || below.Count == 0) return (admission.Design, admission.Diagnostics);
        var trusted = RtlPolicy.Admit(new RtlDesign(CandidateRtl.ModuleOf(below[^1]), below), PolicyOptions.Template).Require();
        return (CheckedDesign.Combine(module, trusted, admission.Design), admission.Diagnostics);
    }

    private static IReadOnlyList<RtlSource> Below(string module, AcceleratorParameters parameters) =>
        [.. (UnitContracts.Find(module, parameters)?.AllowedSubmodules ?? []).Select(name => AcceleratorTemplates.RenderUnit(name, parameters))];

    private static string NoContract(string unit, AcceleratorParameters parameters) =>
        $"There is no contract for {unit} in this accelerator; there are {string.Join(", ", UnitContracts.All(parameters).Select(c => c.Module))}.";
}
