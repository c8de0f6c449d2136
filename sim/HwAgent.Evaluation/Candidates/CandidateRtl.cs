using System.Text.RegularExpressions;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Rtl;
using HwAgent.Dataflow.Hardware;
using HwAgent.Evaluation.Rtl;
using HwAgent.Toolchain.Policy;

namespace HwAgent.Evaluation.Candidates;

/// <summary>Puts a candidate's RTL together: our templates, trusted, and proposed units, admitted as hostile input.</summary>
public static partial class CandidateRtl
{
    /// <summary>The accelerator ready for the tools, or why the proposed RTL is refused.</summary>
    public static (CheckedDesign? Design, IReadOnlyList<Diagnostic> Diagnostics) Assemble(AcceleratorParameters parameters, IReadOnlyList<RtlSource> proposed)
    {
        var templates = AcceleratorTemplates.Render(parameters);
        if (proposed.Count == 0) return (RtlPolicy.Admit(templates, PolicyOptions.Template).Require(), []);

        var names = proposed.Select(ModuleOf).ToHashSet(StringComparer.Ordinal);
        var unknown = names.Except(templates.Sources.Select(ModuleOf)).ToArray();
        if (unknown.Length > 0)
        {
            return (null, [.. unknown.Select(name => new Diagnostic("policy", DiagnosticSeverity.Error, "policy.unknown-unit", $"This accelerator has no unit {name}.")
            {
                Advice = $"replace one of {string.Join(", ", templates.Sources.Select(ModuleOf))}",
            })]);
        }

        var kept = templates.Sources.Where(s => !names.Contains(ModuleOf(s))).ToArray();
        // A unit may bring helpers of its own, in its file, under names that begin with its own.
        var definable = names.Concat(proposed.SelectMany(s => HelperName().Matches(s.Text).Select(m => m.Groups[1].Value).Where(h => names.Any(n => h.StartsWith(n + "_", StringComparison.Ordinal)))))
            .Where(n => names.Contains(n) || templates.Sources.All(t => ModuleOf(t) != n)).ToHashSet(StringComparer.Ordinal);
        var options = PolicyOptions.Candidate with { DefinableModules = definable, KnownModules = kept.Select(ModuleOf).ToHashSet(StringComparer.Ordinal) };
        var admission = RtlPolicy.Admit(new RtlDesign(ModuleOf(proposed[0]), proposed), options);
        if (admission.Design is null) return (null, admission.Diagnostics);
        var trusted = RtlPolicy.Admit(new RtlDesign(AcceleratorTemplates.Top, kept), PolicyOptions.Template).Require();
        return (CheckedDesign.Combine(AcceleratorTemplates.Top, admission.Design, trusted), admission.Diagnostics);
    }

    /// <summary>The files of the design, proposed units in the place of the templates they replace.</summary>
    public static IReadOnlyList<RtlSource> Sources(AcceleratorParameters parameters, IReadOnlyList<RtlSource> proposed) =>
        [.. AcceleratorTemplates.Render(parameters).Sources.Select(s => proposed.FirstOrDefault(p => ModuleOf(p) == ModuleOf(s)) ?? s)];

    [GeneratedRegex(@"\bmodule\s+([A-Za-z_]\w*)")]
    private static partial Regex HelperName();

    /// <summary>One file holds one module of the same name.</summary>
    public static string ModuleOf(RtlSource source) => Path.GetFileNameWithoutExtension(source.Name);
}
