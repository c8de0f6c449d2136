using System.Text.Json;

namespace HwAgent.Toolchain.Synthesis;

/// <summary>A mapped design, as far as areas and paths need it.</summary>
/// <param name="Top">Name of the top module as Yosys writes it.</param>
/// <param name="Modules">By the name that cells refer to.</param>
internal sealed record Netlist(string Top, IReadOnlyDictionary<string, NetlistModule> Modules)
{
    /// <summary>Reads Yosys' JSON netlist (see its <c>help write_json</c>).</summary>
    public static Netlist Parse(byte[] json, string top)
    {
        using var document = JsonDocument.Parse(json);
        var modules = new Dictionary<string, NetlistModule>();
        foreach (var module in document.RootElement.GetProperty("modules").EnumerateObject())
        {
            if (IsTop(module.Value)) top = module.Name;
            modules[module.Name] = NetlistModule.Parse(module.Value);
        }

        return new Netlist(top, modules);
    }

    /// <summary>How many instances of each module there are below (and including) the top.</summary>
    public IReadOnlyDictionary<string, int> Instances()
    {
        var counts = new Dictionary<string, int>();
        void Visit(string name, int times)
        {
            counts[name] = counts.GetValueOrDefault(name) + times;
            foreach (var group in Modules[name].Cells.Where(cell => Modules.ContainsKey(cell.Type)).GroupBy(static cell => cell.Type)) Visit(group.Key, times * group.Count());
        }

        Visit(Top, 1);
        return counts;
    }

    private static bool IsTop(JsonElement module) =>
        module.TryGetProperty("attributes", out var attributes) && attributes.TryGetProperty("top", out var value) && value.ToString().EndsWith('1');
}
