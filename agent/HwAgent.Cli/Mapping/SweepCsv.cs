using System.Globalization;
using HwAgent.Agent.Reports.Mapping;

namespace HwAgent.Cli.Mapping;

/// <summary><c>sweep.csv</c>: one line an architecture (RFC 4180); figures of one pass.</summary>
internal static class SweepCsv
{
    private const string Header = "architecture,pass,multipliers,on_chip_kib,dram_bytes_per_cycle,cycles,energy_pj,dram_bytes,utilisation,front";

    public static string Write(SweepOutcome outcome) => string.Concat(outcome.Points.Select(Line).Prepend(Header).Select(line => line + "\n"));

    private static string Line(SweepPoint p) => string.Join(',', ((string[])
    [
        OperatorCsv.Field(p.Architecture), OperatorCsv.Field(p.Pass), p.Multipliers.ToString(CultureInfo.InvariantCulture), N(p.OnChipKib), N(p.DramBytesPerCycle), p.Totals?.Cycles.ToString(CultureInfo.InvariantCulture) ?? "",
        N(p.Totals?.EnergyPicojoules), p.Totals?.DramBytes.ToString(CultureInfo.InvariantCulture) ?? "", N(p.Totals is null ? null : p.Utilisation), p.IsOnFront ? "1" : "0",
    ]));

    private static string N(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
