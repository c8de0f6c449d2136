using System.Globalization;
using System.Text;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>Writes the energy reference table that goes with an architecture, so that Timeloop counts with the same energies.</summary>
internal static class TimeloopEnergyWriting
{
    public static string Write(Architecture architecture, TensorProblem problem, List<string> warnings)
    {
        var text = new StringBuilder("ERT:\n  version: 0.4\n  tables:\n");
        var areas = new StringBuilder("ART:\n  version: 0.4\n  tables:\n");
        var word = TimeloopArchitectureWriting.WordBits(problem);
        for (var l = 0; l < architecture.Levels.Count; l++)
        {
            var level = architecture.Levels[l];
            var width = Math.Max(1, level.WordBits / word) * word;
            var name = Invariant($"system_top_level.{level.Name}[1..{architecture.Instances(l)}]");
            Add(text, name, [("read", level.ReadPicojoulesPerBit * width), ("write", level.WritePicojoulesPerBit * width), ("update", level.WritePicojoulesPerBit * width), ("leak", 0)]);
            areas.Append(CultureInfo.InvariantCulture, $"  - {{name: '{name}', area: 1}}\n");
        }

        var mac = Invariant($"system_top_level.{architecture.Compute.Name}[1..{architecture.Multipliers}]");
        var energy = architecture.Compute.Picojoules(problem.Tensor(Operand.Input).Bits, problem.Tensor(Operand.Weight).Bits);
        Add(text, mac, [("compute", energy), ("leak", 0)]);
        areas.Append(CultureInfo.InvariantCulture, $"  - {{name: '{mac}', area: 1}}\n");
        warnings.Add("areas are not part of the model: the area table holds ones");
        return text.Append(areas).ToString();
    }

    private static void Add(StringBuilder text, string name, (string Action, double Picojoules)[] actions)
    {
        text.Append(CultureInfo.InvariantCulture, $"  - name: {name}\n    actions:\n");
        foreach (var (action, picojoules) in actions)
            text.Append(CultureInfo.InvariantCulture, $"    - {{name: {action}, arguments: {{}}, energy: {YamlNumber.Of(picojoules)}}}\n");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
