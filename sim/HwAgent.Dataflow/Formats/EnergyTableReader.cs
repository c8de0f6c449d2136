using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats;

/// <summary>Reads energy reference tables (<c>ERT</c>) in Accelergy's YAML.</summary>
public static class EnergyTableReader
{
    private const double LargestEnergy = 1e12;

    /// <summary>The table in a text, or the errors in it, each with file, line and column.</summary>
    /// <param name="text">YAML with the key <c>ERT</c>.</param>
    /// <param name="fileName">The file's name: the source of its numbers.</param>
    public static FormatResult<EnergyTable> Read(string text, string fileName) => FormatDocument.Read(text, fileName, "the energy table", Read);

    private static EnergyTable? Read(SpecNode root, SpecDiagnostics diagnostics)
    {
        if (root is not SpecMap map)
        {
            diagnostics.Add(root, "wrong-type", $"{root.Description} is not an energy table", "give the key ERT with version and tables");
            return null;
        }

        var fields = new SpecFields(map, "", diagnostics);
        fields.Require("ERT", "a table with version and tables");
        if (fields.Node("ART", "a table") is { } areas) diagnostics.Note(areas, "no-effect", "ART: areas are not read");
        var table = fields.Table("ERT");
        fields.Close();
        if (table is null) return null;
        table.Text("version");
        table.Require("tables", "a list of tables with name and actions");
        var entries = new List<EnergyTableEntry>();
        foreach (var component in table.Tables("tables") ?? []) ReadComponent(component, entries);
        table.Close();
        return new EnergyTable(diagnostics.File, entries);
    }

    private static void ReadComponent(SpecFields fields, List<EnergyTableEntry> entries)
    {
        fields.Require("name", "SYSTEM.COMPONENT[1..COUNT]");
        fields.Require("actions", "a list of tables with name and energy");
        var name = fields.Text("name") ?? "";
        var component = ComponentOf(name);
        if (entries.Any(e => e.Component == component)) fields.Report("name", "duplicate-name", $"'{component}' has a table already", "keep one of them");
        var best = new Dictionary<string, EnergyTableEntry>(StringComparer.Ordinal);
        foreach (var action in fields.Tables("actions") ?? [])
        {
            action.Require("name", "read, write, update, compute or leak");
            action.Require("energy", "picojoules");
            var word = action.Text("name") ?? "";
            var energy = action.Number("energy", 0, LargestEnergy) ?? 0;
            action.Entries("arguments", "a table of arguments");
            action.Close();
            if (word == "leak" && energy > 0) fields.Diagnostics.Note(action.At("energy"), "no-effect", $"{component}: leakage is not part of the model");
            if (best.TryGetValue(word, out var other) && other.Picojoules != energy)
                fields.Diagnostics.Note(action.At("energy"), "no-effect", $"{component}: {word} has several energies, the highest is taken");
            if (other is null || other.Picojoules < energy) best[word] = new EnergyTableEntry(component, word, energy, name);
        }

        fields.Close();
        if (best.TryGetValue("update", out var update) && best.TryGetValue("write", out var write) && update.Picojoules != write.Picojoules)
            fields.Diagnostics.Note(fields.At("actions"), "no-effect", $"{component}: updates are counted with the energy of write, not {update.Picojoules} pJ");
        entries.AddRange(best.Values);
    }

    /// <summary><c>reg</c> of <c>system.PE[1..16].reg[1..256]</c>.</summary>
    private static string ComponentOf(string name)
    {
        var plain = string.Concat(name.Split('[').Select((part, i) => i == 0 ? part : part[(part.IndexOf(']') + 1)..]));
        return plain[(plain.LastIndexOf('.') + 1)..];
    }
}
