using System.Text.RegularExpressions;
using HwAgent.Core.Diagnostics;

namespace HwAgent.Toolchain.Synthesis;

/// <summary>Adds up a mapped design through its tree of instances.</summary>
internal sealed partial class NetlistReport(Netlist netlist, List<Diagnostic> findings)
{
    public SynthesisResult Result(string toolVersion)
    {
        var instances = netlist.Instances();
        var names = Names(instances.Keys);
        var paths = new PathDepths(netlist);
        var modules = instances.Select(entry => Module(entry.Key, names[entry.Key], entry.Value, paths)).ToArray();
        if (paths.HasLoop)
        {
            findings.Add(new Diagnostic(YosysMessages.Tool, DiagnosticSeverity.Error, "LOOP", "There is a combinational loop through module boundaries.")
            {
                Advice = "break the loop with a register",
            });
        }

        return new SynthesisResult
        {
            Passed = true,
            AreaGateEquivalents = Rounded(modules.Sum(static module => module.AreaGateEquivalents * module.Instances)),
            FlipFlops = modules.Sum(static module => module.FlipFlops * module.Instances),
            MemoryBits = modules.Sum(static module => module.MemoryBits * module.Instances),
            LogicDepth = modules.Max(static module => module.LogicDepth),
            Modules = [.. modules.OrderByDescending(static module => module.AreaGateEquivalents * module.Instances).ThenBy(static module => module.Name, StringComparer.Ordinal)],
            Diagnostics = findings,
            ToolVersion = toolVersion,
        };
    }

    private ModuleArea Module(string key, string name, int instances, PathDepths paths)
    {
        var area = 0.0;
        var flipFlops = 0;
        var memoryBits = 0L;
        foreach (var group in netlist.Modules[key].Cells.GroupBy(static cell => cell.Type))
        {
            var count = group.Count();
            if (GateWeights.IsFlipFlop(group.Key)) flipFlops += count;
            if (GateWeights.Of(group.Key) is { } weight) area += weight * count;
            else if (group.Key == "$mem_v2") memoryBits += group.Sum(static cell => cell.MemoryBits);
            else if (!netlist.Modules.ContainsKey(group.Key) && !IsCheck(group.Key))
            {
                findings.Add(new Diagnostic(YosysMessages.Tool, DiagnosticSeverity.Error, "UNMAPPED", $"{name} holds {count} cells of type {group.Key}, which is no gate.")
                {
                    Advice = "write the construct in plain synthesisable form: no tri-states, no division by a variable, no memories with unusual ports",
                });
            }
        }

        return new ModuleArea(name, instances, Rounded(area), flipFlops, memoryBits, paths.LongestIn(key));
    }

    /// <summary>Assertions cost nothing on a chip.</summary>
    private static bool IsCheck(string cell) => cell is "$assert" or "$assume" or "$cover" or "$print" or "$check" or "$scopeinfo";

    private static double Rounded(double area) => Math.Round(area, 2);

    /// <summary>The names people gave; where several parameterisations share one, those of the larger count get a number.</summary>
    private static Dictionary<string, string> Names(IEnumerable<string> keys)
    {
        var names = new Dictionary<string, string>();
        foreach (var group in keys.GroupBy(static key => Parameterised().Match(key) is { Success: true } match ? match.Groups["name"].Value : key))
        {
            var ordered = group.Order(StringComparer.Ordinal).ToArray();
            for (var index = 0; index < ordered.Length; index++) names[ordered[index]] = index == 0 ? group.Key : $"{group.Key}#{index + 1}";
        }

        return names;
    }

    // $paramod\name\Width=s32'... and $paramod$<sha1>\name
    [GeneratedRegex(@"^\$paramod(\$[0-9a-f]+)?\\(?<name>[^\\]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Parameterised();
}
