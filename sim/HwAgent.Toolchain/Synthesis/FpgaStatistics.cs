using System.Text.Json;

namespace HwAgent.Toolchain.Synthesis;

/// <summary>Counts FPGA cells in Yosys' <c>stat -json</c>, through the tree of instances.</summary>
internal static class FpgaStatistics
{
    public static FpgaResources Parse(string json, string top, FpgaTarget target)
    {
        // Yosys 0.23 follows the modules of a hierarchical design with their tree as plain text; newer ones write it as JSON.
        const string endOfModules = "\n   },\n";
        var end = json.IndexOf(endOfModules, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(end < 0 ? json : string.Concat(json.AsSpan(0, end + endOfModules.Length - 2), "}"));
        var modules = document.RootElement.GetProperty("modules").EnumerateObject().ToDictionary(
            static module => module.Name.TrimStart('\\'),
            static module => module.Value.GetProperty("num_cells_by_type").EnumerateObject().ToDictionary(static cell => cell.Name.TrimStart('\\'), static cell => cell.Value.GetInt32()));
        var counts = new Dictionary<string, int>();
        void Visit(string name, int times)
        {
            foreach (var (cell, count) in modules[name])
            {
                if (modules.ContainsKey(cell)) Visit(cell, times * count);
                else counts[cell] = counts.GetValueOrDefault(cell) + (times * count);
            }
        }

        Visit(top, 1);
        int Sum(Func<string, bool> matches) => counts.Where(pair => matches(pair.Key)).Sum(static pair => pair.Value);
        return target == FpgaTarget.Ice40
            ? new FpgaResources(target, Sum(static c => c == "SB_LUT4"), Sum(static c => c.StartsWith("SB_DFF", StringComparison.Ordinal)), Sum(static c => c.StartsWith("SB_RAM40", StringComparison.Ordinal)), Sum(static c => c == "SB_MAC16"))
            : new FpgaResources(target, Sum(static c => c == "LUT4") + (2 * Sum(static c => c == "CCU2C")) + (4 * Sum(static c => c == "TRELLIS_DPR16X4")), Sum(static c => c == "TRELLIS_FF"), Sum(static c => c is "DP16KD" or "PDPW16KD"), Sum(static c => c == "MULT18X18D"));
    }
}
