using System.Globalization;
using HwAgent.Agent.Reports.Mapping;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Cli.Mapping;

/// <summary><c>operators.csv</c>: one line an operator and level (RFC 4180), elements and energies of one execution.</summary>
internal static class OperatorCsv
{
    private const string Header = "operator,shape,weight_bits,repeats,group,cycles,energy_pj,dram_bytes,bound_by,optimal,gap,level,input_reads,weight_reads,output_reads,output_writes,read_bits,written_bits,occupied_bits,port_cycles,level_energy_pj";

    public static string Write(MapOutcome outcome) => string.Concat(outcome.Operators.SelectMany(Lines).Prepend(Header).Select(line => line + "\n"));

    private static IEnumerable<string> Lines(MapOperator o)
    {
        var start = string.Join(',', ((string[])
        [
            Field(o.Name), Field(o.Shape), o.WeightBits > 0 ? N(o.WeightBits) : "", N(o.Repeats), o.Group is { } group ? N(group + 1) : "", N(o.Cycles), N(o.EnergyPicojoules), N(o.DramBytes), Field(o.BoundBy),
            o.IsOptimal is { } optimal ? (optimal ? "1" : "0") : "", o.Gap is { } gap ? N(gap) : "",
        ]));
        if (o.Cost is not { } cost)
        {
            yield return start + ",,,,,,,,,,";
            yield break;
        }

        foreach (var level in cost.Levels)
        {
            var sums = level.Traffic[(int)Operand.Output];
            yield return start + "," + string.Join(',', ((string[])
            [
                Field(level.Name), N(level.Traffic[(int)Operand.Input].ReadsToBelow), N(level.Traffic[(int)Operand.Weight].ReadsToBelow), N(sums.ReadsToBelow + sums.ReadsToAbove), N(sums.WritesFromBelow + sums.WritesFromAbove),
                N(level.ReadBits), N(level.WrittenBits), N(level.OccupiedBits), N(level.PortCycles), N(level.EnergyPicojoules),
            ]));
        }
    }

    private static string N(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string N(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A field, quoted where it must be.</summary>
    public static string Field(string text) => text.AsSpan().ContainsAny("\",\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
