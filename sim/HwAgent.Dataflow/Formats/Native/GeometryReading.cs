using System.Globalization;
using System.Numerics;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Native;

/// <summary>Reads and writes the <c>geometry</c> of an outermost level of DRAM.</summary>
internal static class GeometryReading
{
    private const int MostCycles = 1 << 20;
    private static readonly string[] Timings = ["tCCD_S", "tCCD_L", "tRCD", "CL", "tRP", "tRAS", "tRRD", "tFAW", "tRFC", "tREFI"];

    /// <param name="fields">The table.</param>
    /// <returns>Null when something in it is wrong.</returns>
    public static DramGeometry? Read(SpecFields fields)
    {
        foreach (var (key, expected) in ((string, string)[])[("burst", "a size such as 64B"), ("row", "a size such as 8KiB"), ("banks", "a power of two"), ("clock", "a frequency such as 1200MHz"), ("timing", "a table of cycles")])
            fields.Require(key, expected);
        var name = fields.Text("name") ?? "DRAM";
        var burst = PowerOfTwo(fields, "burst", fields.Size("burst", 1L << 20), 64);
        var row = PowerOfTwo(fields, "row", fields.Size("row", 1L << 30), 64);
        var banks = PowerOfTwo(fields, "banks", fields.Integer("banks", 1, 4096), 1);
        if (burst > row) fields.Report("row", "out-of-range", "a row is smaller than a burst", "give the bytes that all chips together open");
        var clock = fields.Frequency("clock");
        var cycles = fields.Table("timing") is { } timing ? ReadTiming(timing) : null;
        var geometry = burst is null || row is null || banks is null || clock is null || cycles is null || burst > row ? null : new DramGeometry(name)
        {
            BurstBytes = (int)(burst / 8),
            RowBytes = (int)(row / 8),
            Banks = (int)banks,
            ClockHertz = clock.Value,
            BurstCycles = cycles[0],
            SameRowBurstCycles = cycles[1],
            ActivateCycles = cycles[2],
            ColumnCycles = cycles[3],
            PrechargeCycles = cycles[4],
            RowActiveCycles = cycles[5],
            ActivateGapCycles = cycles[6],
            FourActivatesCycles = cycles[7],
            RefreshCycles = cycles[8],
            RefreshIntervalCycles = cycles[9],
        };
        if (fields.Table("energy") is { } energy) geometry = ReadEnergy(energy, geometry);
        fields.Close();
        return geometry;
    }

    /// <summary>The lines of a geometry, each indented as those of a level are.</summary>
    public static IEnumerable<string> Write(DramGeometry g)
    {
        int[] cycles = [g.BurstCycles, g.SameRowBurstCycles, g.ActivateCycles, g.ColumnCycles, g.PrechargeCycles, g.RowActiveCycles, g.ActivateGapCycles, g.FourActivatesCycles, g.RefreshCycles, g.RefreshIntervalCycles];
        yield return "    geometry:";
        yield return $"      name: {YamlText.Quote(g.Name)}";
        yield return $"      burst: {Quantity.OfSize(8L * g.BurstBytes)}";
        yield return $"      row: {Quantity.OfSize(8L * g.RowBytes)}";
        yield return string.Create(CultureInfo.InvariantCulture, $"      banks: {g.Banks}");
        yield return $"      clock: {Quantity.OfFrequency(g.ClockHertz)}";
        yield return $"      timing: {{{string.Join(", ", Timings.Zip(cycles, (t, c) => string.Create(CultureInfo.InvariantCulture, $"{t}: {c}")))}}}";
        yield return $"      energy: {{activate: {Quantity.OfEnergy(g.ActivatePicojoules)}, refresh: {Quantity.OfEnergy(g.RefreshPicojoules)}, standby: {Quantity.OfEnergy(g.StandbyPicojoules)}, source: {YamlText.Quote(g.EnergySource)}}}";
    }

    private static int[]? ReadTiming(SpecFields fields)
    {
        foreach (var key in Timings) fields.Require(key, "cycles of the memory's clock");
        int?[] cycles = [.. Timings.Select(key => fields.Integer(key, 1, MostCycles))];
        fields.Close();
        if (cycles.Any(c => c is null)) return null;
        if (cycles[1] < cycles[0]) fields.Report("tCCD_L", "out-of-range", "bursts of one row follow each other faster than those of different bank groups", "give no less than tCCD_S");
        if (cycles[8] >= cycles[9]) fields.Report("tRFC", "out-of-range", "a refresh takes longer than the time to the next one", "give tRFC below tREFI, both in cycles");
        return cycles[1] < cycles[0] || cycles[8] >= cycles[9] ? null : [.. cycles.Select(c => c!.Value)];
    }

    private static DramGeometry? ReadEnergy(SpecFields fields, DramGeometry? geometry)
    {
        fields.Require("activate", "an energy such as 3352pJ");
        var (activate, refresh, standby) = (fields.Energy("activate") ?? 0, fields.Energy("refresh") ?? 0, fields.Energy("standby") ?? 0);
        var source = fields.Text("source") ?? "not given";
        fields.Close();
        return geometry is null ? null : geometry with { ActivatePicojoules = activate, RefreshPicojoules = refresh, StandbyPicojoules = standby, EnergySource = source };
    }

    private static long? PowerOfTwo(SpecFields fields, string key, long? value, long smallest)
    {
        if (value is not { } number) return null;
        if (BitOperations.IsPow2(number) && number >= smallest) return number;
        fields.Report(key, "out-of-range", "not a power of two, or too small", $"give a power of two{(smallest > 1 ? $" of at least {smallest / 8} bytes" : "")}");
        return null;
    }
}
