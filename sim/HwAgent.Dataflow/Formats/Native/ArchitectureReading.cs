using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Native;

/// <summary>Reads our own architecture files.</summary>
internal static class ArchitectureReading
{
    private const long MostMultipliers = 1L << 30;

    /// <param name="root">The file, or the table under <c>architecture</c> of a mapping file.</param>
    /// <param name="path">Its name in messages; empty for a file.</param>
    /// <param name="diagnostics">Where complaints go.</param>
    public static Architecture? Read(SpecMap root, string path, SpecDiagnostics diagnostics)
    {
        var fields = new SpecFields(root, path, diagnostics);
        fields.Require("architecture", "its name");
        fields.Require("levels", "a list of memory levels, outermost first");
        var name = fields.Name("architecture") ?? "";
        var clock = fields.Frequency("clock") ?? 1e9;
        var technology = TechnologyReader.Read(fields);
        var levels = fields.Tables("levels") is { } tables ? LevelReading.ReadAll(tables, technology) : [];
        var compute = fields.Table("multiplier") is { } multiplier ? ReadMultiplier(multiplier, technology) : DefaultMultiplier(technology);
        var vector = fields.Table("vector_unit") is { } unit ? ReadVector(unit) : null;
        var constraints = fields.Tables("constraints") is { } limits ? ConstraintReading.ReadAll(limits, levels) : MappingConstraints.None;
        fields.Close();
        if (levels.SelectMany(l => l.Fanout).Aggregate((Int128)1, (product, a) => Int128.Min(product * a.Size, MostMultipliers + 1)) > MostMultipliers)
            fields.Report("levels", "out-of-range", $"more than {MostMultipliers} multipliers", "make an axis shorter");
        return new Architecture(name, levels, compute) { ClockHertz = clock, Vector = vector, Constraints = constraints };
    }

    /// <summary>The multiplier of a technology: what an int8 activation times a weight of 8, 4 and 2 bits takes.</summary>
    public static ComputeUnit DefaultMultiplier(TechnologyNode technology, string name = "mac") => new(
        name,
        [new(8, 8, technology.MacInt8Picojoules), new(8, 4, technology.MacInt8Int4Picojoules), new(8, 2, technology.MacInt8Int2Picojoules)],
        SourceOf(technology));

    public static string SourceOf(TechnologyNode technology) => $"{technology.Name}: {technology.Source}";

    private static ComputeUnit ReadMultiplier(SpecFields fields, TechnologyNode technology)
    {
        var name = fields.Name("name") ?? "mac";
        var source = fields.Text("source");
        var energies = new List<MacEnergy>();
        foreach (var entry in fields.Tables("energies") ?? [])
        {
            entry.Require("energy", "an energy such as 0.3pJ");
            var energy = new MacEnergy(entry.Integer("input_bits", 1, 32) ?? 8, entry.Integer("weight_bits", 1, 32) ?? 8, entry.Energy("energy") ?? 0);
            entry.Close();
            if (energies.Any(e => (e.InputBits, e.WeightBits) == (energy.InputBits, energy.WeightBits)))
                entry.Report("weight_bits", "duplicate-name", $"{energy.InputBits} x {energy.WeightBits} bits are there already", "keep one of them");
            energies.Add(energy);
        }

        fields.Close();
        return energies.Count == 0 ? DefaultMultiplier(technology, name) : new ComputeUnit(name, energies, source ?? "not given");
    }

    private static VectorUnit ReadVector(SpecFields fields)
    {
        fields.Require("lanes", "elements a cycle");
        var unit = new VectorUnit(fields.Integer("lanes", 1, 1 << 20) ?? 1, fields.Energy("energy_per_element") ?? 0) { EnergySource = fields.Text("source") ?? "not given" };
        fields.Close();
        return unit;
    }
}
