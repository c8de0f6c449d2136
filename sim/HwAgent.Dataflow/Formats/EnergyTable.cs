using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats;

/// <summary>Energies per action of named components: an energy reference table as Accelergy writes it.</summary>
/// <param name="File">Where it was read, for the source of each number.</param>
/// <param name="Entries">By component; the highest energy of an action that has several, as Timeloop takes it.</param>
public sealed record EnergyTable(string File, IReadOnlyList<EnergyTableEntry> Entries)
{
    /// <summary>The architecture with the energies of the table: an access moves one word of a level.</summary>
    internal Architecture? Apply(Architecture architecture, SpecNode at, SpecDiagnostics diagnostics)
    {
        var levels = new List<MemoryLevel>();
        foreach (var level in architecture.Levels)
        {
            var read = Find(level.Name, "read");
            var write = Find(level.Name, "write");
            if (read is null || write is null)
            {
                var known = string.Join(", ", Entries.Select(e => e.Component).Distinct(StringComparer.Ordinal));
                diagnostics.Add(at, "missing-energy", $"{File} has no energy for {(read is null ? "read" : "write")} of '{level.Name}'", $"add a table for it; there are: {known}");
                continue;
            }

            levels.Add(level with
            {
                ReadPicojoulesPerBit = read.Picojoules / level.WordBits,
                WritePicojoulesPerBit = write.Picojoules / level.WordBits,
                EnergySource = $"{File}: {read.Table}, read and write of {level.WordBits} bits",
            });
        }

        var mac = Find(architecture.Compute.Name, "compute");
        if (mac is null)
            diagnostics.Add(at, "missing-energy", $"{File} has no energy for compute of '{architecture.Compute.Name}'", "add a table for it with the action compute");
        if (mac is null || levels.Count < architecture.Levels.Count) return null;
        var widths = architecture.Compute.Energies[0];
        return architecture with
        {
            Levels = levels,
            Compute = architecture.Compute with { Energies = [widths with { Picojoules = mac.Picojoules }], EnergySource = $"{File}: {mac.Table}, compute" },
        };
    }

    private EnergyTableEntry? Find(string component, string action) => Entries.FirstOrDefault(e => e.Component == component && e.Action == action);
}
