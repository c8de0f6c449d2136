using System.Globalization;
using HwAgent.Agent.Reports.Mapping;
using HwAgent.Cli.CommandLine;
using HwAgent.Dataflow.Problems;
using Spectre.Console;

namespace HwAgent.Cli.Mapping;

/// <summary>A mapped workload on the terminal: each mapping as a loop nest with its cost, then the whole in a table.</summary>
internal static class OutcomePrinter
{
    /// <summary>Shapes of one operator that are shown one by one.</summary>
    private const int MostShapes = 4;

    public static void Print(CommandContext context, MapOutcome outcome, bool withNests)
    {
        var output = context.Output;
        output.WriteLine($"{outcome.Workload} on {outcome.Architecture}, for {outcome.Objective}");
        if (withNests)
        {
            foreach (var (o, others) in Shown(outcome.Operators).Concat(outcome.Alternatives.Skip(1).Select(o => (o, 0))).Where(shown => shown.Item1.NestText is not null)) PrintNest(context, o, others);
        }

        if (outcome.Operators.Count > 1) PrintOperators(context, outcome);
        if (outcome.Groups.Count > 0) PrintGroups(context, outcome.Groups);
        if (outcome.ParetoFront.Any(p => p.FoundFor is not null)) PrintFront(context, outcome, withNests);
        PrintTotals(output, outcome);
    }

    /// <summary>Of an operator in many shapes, as attention under a mask is, the largest, and how many others there are.</summary>
    private static IEnumerable<(MapOperator Operator, int Others)> Shown(IReadOnlyList<MapOperator> operators)
    {
        for (var first = 0; first < operators.Count;)
        {
            var end = first + 1;
            while (end < operators.Count && operators[end].Name == operators[first].Name) end++;
            var same = operators.Skip(first).Take(end - first).ToArray();
            if (same.Length > MostShapes) yield return (same.MaxBy(o => o.Macs)!, same.Length - 1);
            else foreach (var o in same) yield return (o, 0);
            first = end;
        }
    }

    private static void PrintNest(CommandContext context, MapOperator o, int others)
    {
        var output = context.Output;
        output.WriteLine();
        output.WriteLine($"{o.Name}  {o.Shape}{(o.Repeats > 1 ? string.Create(CultureInfo.InvariantCulture, $"  x {o.Repeats:N0}") : "")}{ProofOf(o)}{(others > 0 ? $", and {others} smaller shapes" : "")}");
        foreach (var line in o.NestText!.TrimEnd().Split('\n')) output.WriteLine("  " + line);
        var cost = o.Cost!;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {cost.LatencyCycles:N0} cycles: compute {cost.ComputeCycles:N0}, fill {cost.FillCycles:N0}, drain {cost.DrainCycles:N0}, stalls {cost.StallCycles:N0}; bound by {cost.BoundBy}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {cost.EnergyPicojoules / 1e6:N2} uJ, utilisation {cost.Utilisation:P1}"));
        var table = new Table().SimpleBorder().AddColumn("Level");
        foreach (var column in (string[])["Inputs read", "Weights read", "Outputs read", "Outputs written", "KiB held", "Port cycles", "uJ"]) table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var level in cost.Levels)
        {
            var sums = level.Traffic[(int)Operand.Output];
            table.AddRow(((string[])
            [
                level.Name, Count(level.Traffic[(int)Operand.Input].ReadsToBelow), Count(level.Traffic[(int)Operand.Weight].ReadsToBelow), Count(sums.ReadsToBelow + sums.ReadsToAbove), Count(sums.WritesFromBelow + sums.WritesFromAbove),
                Number(level.OccupiedBits / 8192.0), Count(level.PortCycles), Number(level.EnergyPicojoules / 1e6),
            ]).Select(text => new Text(text)));
        }

        context.CreateConsole().Write(table);
        if (o.Dram is { } dram) PrintDram(context, dram);
        foreach (var (layout, place) in o.DramLayouts is [var fastest, .., var slowest] ? [(fastest, "fastest"), (slowest, "slowest")] : Array.Empty<(MapDramLayout, string)>())
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  {place} layout in DRAM: {layout.Layout}: {layout.BytesPerSecond / 1e9:N2} GB/s, {layout.Bursts:N0} bursts, {layout.HitRate:P1} from an open row"));
        }
    }

    private static void PrintDram(CommandContext context, MapDram dram)
    {
        var table = new Table().SimpleBorder().AddColumn(dram.Memory);
        foreach (var column in (string[])["Bursts read", "Bursts written", "Row hits", "Row misses", "uJ"]) table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var t in dram.Tensors)
            table.AddRow(((string[])[t.Layout, Count(t.ReadBursts), Count(t.WrittenBursts), Count(t.RowHits), Count(t.RowMisses), Number(t.Picojoules / 1e6)]).Select(text => new Text(text)));
        context.CreateConsole().Write(table);
        context.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  DRAM busy: bus {dram.BusCycles:N0} cycles, rows {dram.RowCycles:N0}; {dram.BackgroundPicojoules / 1e6:N2} uJ for standing and refreshes; by bandwidth alone {dram.PlainCycles:N0} cycles, {dram.PlainPicojoules / 1e6:N2} uJ"));
    }

    private static void PrintOperators(CommandContext context, MapOutcome outcome)
    {
        context.Output.WriteLine();
        var table = new Table().SimpleBorder().AddColumns("Operator", "M x K x N");
        foreach (var column in (string[])["Group", "Repeats", "Cycles each", "Used", "uJ each", "DRAM bytes each"]) table.AddColumn(new TableColumn(column).RightAligned());
        table.AddColumns("Bound by", "Proof");
        var isMixed = outcome.Operators.Where(o => o.WeightBits > 0).Select(o => o.WeightBits).Distinct().Count() > 1;
        foreach (var (o, others) in Shown(outcome.Operators))
        {
            table.AddRow(((string[])
            [
                o.Name, isMixed && o.WeightBits > 0 ? $"{o.Shape}, {o.WeightBits} bits" : o.Shape, o.Group is { } group ? $"{group + 1}" : "", Count(o.Repeats), Count(o.Cycles), o.Macs > 0 && o.Cycles > 0 ? (o.Macs / ((double)o.Cycles * outcome.Multipliers)).ToString("P1", CultureInfo.InvariantCulture) : "",
                Number(o.EnergyPicojoules / 1e6), Count(o.DramBytes), o.BoundBy, ProofOf(o).Trim(' ', ','),
            ]).Select(text => new Text(text)));
            if (others > 0) table.AddRow(((string[])["", $"and {others} smaller", "", "", "", "", "", "", "", ""]).Select(text => new Text(text)));
        }

        context.CreateConsole().Write(table);
    }

    /// <summary>Operators alone do not add up to the whole: a group also moves residual rows, caches and other tensors that pass its products by, and its units wait for each other.</summary>
    private static void PrintGroups(CommandContext context, IReadOnlyList<MapGroup> groups)
    {
        var table = new Table().SimpleBorder().AddColumn(new TableColumn("Group").RightAligned()).AddColumn("Operators with what passes them by");
        foreach (var column in (string[])["Repeats", "Rows at a time", "KiB kept", "Cycles each", "uJ each", "DRAM bytes each"]) table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var (g, index) in groups.Select((g, i) => (g, i + 1)))
            table.AddRow(((string[])[Count(index), g.Name, Count(g.Repeats), g.RowTile is { } rows ? Count(rows) : "", Number(g.IntermediateBytes / 1024.0), Count(g.Totals.Cycles), Number(g.Totals.EnergyPicojoules / 1e6), Count(g.Totals.DramBytes)]).Select(text => new Text(text)));
        context.CreateConsole().Write(table);
    }

    private static void PrintFront(CommandContext context, MapOutcome outcome, bool withNests)
    {
        context.Output.WriteLine();
        context.Output.WriteLine("Pareto front: nothing that was found beats these in cycles, energy and DRAM bytes at once");
        var table = new Table().SimpleBorder();
        foreach (var column in (string[])["", "Cycles", "uJ", "DRAM bytes"]) table.AddColumn(new TableColumn(column).RightAligned());
        table.AddColumn("Found for");
        foreach (var (p, index) in outcome.ParetoFront.Select((p, i) => (p, i + 1)))
            table.AddRow(((string[])[Count(index), Count(p.Cycles), Number(p.EnergyPicojoules / 1e6), Count(p.DramBytes), p.FoundFor ?? ""]).Select(text => new Text(text)));
        context.CreateConsole().Write(table);
        if (!withNests) return;
        foreach (var (p, index) in outcome.ParetoFront.Select((p, i) => (p, i + 1)).Where(x => x.p.NestText is not null))
        {
            context.Output.WriteLine($"{index}:");
            foreach (var line in p.NestText!.TrimEnd().Split('\n')) context.Output.WriteLine("  " + line);
        }
    }

    private static void PrintTotals(TextWriter output, MapOutcome outcome)
    {
        output.WriteLine();
        output.WriteLine($"total: {Of(outcome.Totals)}, utilisation {outcome.Utilisation.ToString("P1", CultureInfo.InvariantCulture)}; {MapText.Time(outcome)}");
        if (outcome.Attention is not null) output.WriteLine($"attention: {MapText.Attention(outcome)}");
        if (MapText.VectorUnit(outcome) is { } vector) output.WriteLine($"vector unit: {vector}");
        if (outcome.Unfused is { } unfused) output.WriteLine($"without fusion: {Of(unfused)}");
        if (outcome.Bound is { } bound) output.WriteLine($"no schedule goes below: {Of(bound)}");
    }

    private static string Of(MapTotals totals) => string.Create(CultureInfo.InvariantCulture, $"{totals.Cycles:N0} cycles, {totals.EnergyPicojoules / 1e6:N2} uJ, {totals.DramBytes:N0} DRAM bytes");

    private static string ProofOf(MapOperator o) => o switch
    {
        { IsOptimal: true } => ", optimal",
        { IsThinned: true, Gap: 0 } => ", the best of the steps searched, which are not all",
        { IsThinned: true, Gap: { } gap } => string.Create(CultureInfo.InvariantCulture, $", at most {gap:P2} above the best of the steps searched, which are not all"),
        { Gap: { } gap } => string.Create(CultureInfo.InvariantCulture, $", at most {gap:P2} above the optimum"),
        _ => "",
    };

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("N2", CultureInfo.InvariantCulture);
}
