using HwAgent.Core.Diagnostics;
using HwAgent.Evaluation.Probing;

namespace HwAgent.Agent.Solving;

/// <summary>Compares the ports of an answer with the header that the task gave: the compiler alone does not miss them.</summary>
internal static class PortCheck
{
    /// <summary>Errors for every port that is missing, extra, or of another direction or width; empty when no header was given or it cannot be read.</summary>
    public static IReadOnlyList<Diagnostic> Of(RtlTask task, string code)
    {
        if (task.Header is not { } header || ModuleInterface.Read(header, task.Module) is not { } asked || ModuleInterface.Read(code, task.Module) is not { } given) return [];
        var findings = new List<Diagnostic>();
        foreach (var port in asked.Ports)
        {
            var found = given.Ports.FirstOrDefault(p => p.Name == port.Name);
            if (found is null) findings.Add(Error($"The {Describe(port)} is missing."));
            else if (found.Direction != port.Direction || found.Width != port.Width) findings.Add(Error($"The {Describe(port)} is declared as {Describe(found)}."));
        }

        findings.AddRange(given.Ports.Where(p => asked.Ports.All(a => a.Name != p.Name)).Select(p => Error($"The {Describe(p)} is not in the header.")));
        return findings;
    }

    private static string Describe(ModulePort port) => $"{(port.IsInput ? "input" : "output")} {port.Name} ({port.Width} {(port.Width == 1 ? "bit" : "bits")})";

    private static Diagnostic Error(string message) => new("ports", DiagnosticSeverity.Error, "ports.differ", message) { Advice = "declare the ports as the given header does" };
}
