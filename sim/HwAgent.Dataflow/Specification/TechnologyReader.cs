using HwAgent.Dataflow.Hardware;

namespace HwAgent.Dataflow.Specification;

/// <summary>Reads <c>technology</c>: the name of a known node, or a table whose keys replace those of the default one by one.</summary>
internal static class TechnologyReader
{
    private const double LargestEnergy = 1e6;

    public static TechnologyNode Read(SpecFields root)
    {
        var fallback = TechnologyNode.Horowitz45;
        string[] names = [.. TechnologyNode.Known.Select(n => n.Name)];
        switch (root.Node("technology", $"one of: {string.Join(", ", names)}, or a table"))
        {
            case null: return fallback;
            case SpecMap: return ReadTable(root.Table("technology")!, fallback);
            default: return root.Word("technology", names) is { } name ? TechnologyNode.Known.First(n => n.Name == name) : fallback;
        }
    }

    private static TechnologyNode ReadTable(SpecFields fields, TechnologyNode from)
    {
        double Energy(string key, double otherwise) => fields.Number(key, 0, LargestEnergy) ?? otherwise;

        var node = new TechnologyNode
        {
            // Numbers that were changed are no longer those of the named node.
            Name = fields.Text("name") ?? "custom",
            Source = fields.Text("source") ?? $"changed by the spec; the rest: {from.Source}",
            MacInt8Picojoules = Energy("mac_int8_picojoules", from.MacInt8Picojoules),
            MacInt8Int4Picojoules = Energy("mac_int8_int4_picojoules", from.MacInt8Int4Picojoules),
            MacInt8Int2Picojoules = Energy("mac_int8_int2_picojoules", from.MacInt8Int2Picojoules),
            AddInt32Picojoules = Energy("add_int32_picojoules", from.AddInt32Picojoules),
            RegisterPicojoulesPerByte = Energy("register_picojoules_per_byte", from.RegisterPicojoulesPerByte),
            DramPicojoulesPerByte = Energy("dram_picojoules_per_byte", from.DramPicojoulesPerByte),
            SramTable = ReadSram(fields) ?? from.SramTable,
            SquareMicrometresPerGateEquivalent = fields.Number("square_micrometres_per_gate_equivalent", 1e-6, 1e6) ?? from.SquareMicrometresPerGateEquivalent,
            GateEquivalentsPerSramBit = fields.Number("gate_equivalents_per_sram_bit", 1e-6, 1e6) ?? from.GateEquivalentsPerSramBit,
        };
        fields.Close();
        return node;
    }

    private static List<SramEnergyPoint>? ReadSram(SpecFields fields)
    {
        if (fields.Tables("sram_picojoules_per_byte") is not { } tables) return null;
        var points = new List<SramEnergyPoint>();
        foreach (var table in tables)
        {
            table.Require("kib", "a number");
            table.Require("picojoules_per_byte", "a number");
            // Energy 0 has no logarithm to interpolate.
            var point = new SramEnergyPoint(table.Number("kib", 1e-3, 1e9) ?? 0, table.Number("picojoules_per_byte", 1e-9, LargestEnergy) ?? 1);
            table.Close();
            if (points.Count > 0 && point.Kib > 0 && point.Kib <= points[^1].Kib)
                table.Report("kib", "out-of-range", "sizes must ascend", "sort the list by kib and give each size once");
            points.Add(point);
        }

        return points;
    }
}
