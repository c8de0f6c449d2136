using System.Text.Json;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Formats;

namespace HwAgent.Dataflow.Tests.Formats;

/// <summary>
/// Mappings that Timeloop 4cf6d4c found, costed here: cycles, accesses of DRAM and energy as in its results. Its energy leaves out the reading of sums on
/// their way to an outer memory; that part is taken off before comparing, and is below 0.6% of each total. The results do not hold the mappings; each was worked out from its DRAM counts and its energy. Passes over an operand give the loops outside of it: weights read once and inputs twice, for
/// instance, mean two pieces of N around K with M inside of both; how deep the buffer holds K follows from the energy of the partial sums that it moves.
/// </summary>
public class TimeloopAgreementTests
{
    [Theory]
    // N in 2 pieces around K; all of M streams through weights that stay.
    [InlineData(0, "wsfix", "a_proj", "DRAM: N 2, K 16; GB: N 24, K 3; X: K 16; Y: N 16; reg: M 197")]
    // K in 2 pieces outermost: sums go out and come back once.
    [InlineData(1, "osfix", "a_proj_pad16", "DRAM: K 2, N 12; GB: M 13, N 4, K 384; X: N 16; Y: M 16")]
    [InlineData(2, "wsfix", "d_gemv", "DRAM: N 256; GB: K 256; X: K 16; Y: N 16")]
    // K in 4 pieces outermost; one of 16 columns of the array works.
    [InlineData(3, "os", "d_gemv", "DRAM: K 4, N 64; GB: N 4, K 1024; X: N 16")]
    [InlineData(4, "wsfix", "e_prefill", "DRAM: M 4, N 86, K 64; GB: N 8, K 4; X: K 16; Y: N 16; reg: M 512")]
    [InlineData(5, "osfix", "e_prefill", "DRAM: M 8, N 43, K 64; GB: M 16, N 16, K 64; X: N 16; Y: M 16")]
    // 197 is prime and Timeloop's factors are exact here, so M stays in time.
    [InlineData(6, "os", "a_proj", "DRAM: N 2, K 48; GB: M 197, N 24, K 16; X: N 16")]
    [InlineData(7, "ws", "a_proj", "DRAM: N 8, K 16; GB: N 8, K 6; X: K 8; Y: N 12; reg: M 197")]
    [InlineData(8, "os", "a_proj", "DRAM: N 2, K 16; GB: M 197, N 24, K 48; X: N 16")]
    public void Evaluate_TimeloopsMapping_AgreesWithItsResult(int line, string dataflow, string workload, string loops)
    {
        using var result = JsonDocument.Parse(FormatFiles.ReadPeer("timeloop/results.jsonl").Split('\n')[line]);
        Assert.Equal((dataflow, workload), (result.RootElement.GetProperty("df").GetString(), result.RootElement.GetProperty("wl").GetString()));
        var energies = EnergyTableReader.Read(FormatFiles.ReadPeer("timeloop/ert_16.yaml"), "ert_16.yaml").Value;
        var file = ArchitectureReader.Read(FormatFiles.ReadPeer($"timeloop/arch_16_{dataflow}.yaml"), "arch.yaml", energies).Value!;
        var problem = FormatFiles.Problem(FormatFiles.ReadPeer($"timeloop/prob_{workload}.yaml"), file.Bits);
        var mapping = MappingReader.Read(Directives(loops), "map.yaml", null, file.Architecture, problem);
        Assert.Empty(FormatFiles.Errors(mapping.Diagnostics));
        Assert.Empty(FormatFiles.Errors(NestValidation.Validate(problem, file.Architecture, mapping.Value!.Nest)));

        var cost = new NestModel(problem, file.Architecture).Evaluate(mapping.Value.Nest);

        Assert.Equal(long.Parse(result.RootElement.GetProperty("cycles").GetString()!), cost.SteadyCycles);
        var dram = result.RootElement.GetProperty("dram");
        for (var operand = 0; operand < 3; operand++)
        {
            var counts = dram.GetProperty(problem.Tensors[operand].Name);
            var traffic = cost.Levels[0].Traffic[operand];
            Assert.Equal((counts.GetProperty("reads").GetInt64(), counts.GetProperty("updates").GetInt64()), (traffic.ReadsToBelow, traffic.WritesFromBelow));
        }

        var drains = 0.0;
        for (var level = 1; level < cost.Levels.Count; level++)
            drains += cost.Levels[level].Traffic[2].ReadsToAbove * problem.PartialBits * file.Architecture.Levels[level].ReadPicojoulesPerBit;
        var microjoules = double.Parse(result.RootElement.GetProperty("energy_uJ").GetString()!);
        Assert.Equal(microjoules, (cost.EnergyPicojoules - drains) / 1e6, 0.0051);
        Assert.InRange(cost.EnergyPicojoules / 1e6 / microjoules, 1, 1.006);
    }

    /// <summary>The directives of a mapping written as levels, outermost first, each with its loops, outermost first, as dimension and factor.</summary>
    private static string Directives(string levels)
    {
        var text = "mapping:\n";
        var onX = "";
        foreach (var level in levels.Split("; "))
        {
            var (name, loops) = (level.Split(": ")[0], level.Split(": ")[1].Split(", "));
            var factors = string.Join(", ", loops.Select(l => l.Replace(' ', '=')));
            var order = string.Join(", ", loops.Reverse().Select(l => l.Split(' ')[0]));
            if (name == "X")
            {
                onX = factors;
                continue;
            }

            if (name == "Y")
            {
                text += $"- {{target: PE, type: spatial, factors: [{onX}, {factors}], permutation: [{onX.Split('=')[0]}, {order}], split: 1}}\n";
                onX = "";
            }
            else
            {
                text += $"- {{target: {name}, type: temporal, factors: [{factors}], permutation: [{order}]}}\n";
            }
        }

        return onX.Length == 0 ? text : text + $"- {{target: PE, type: spatial, factors: [{onX}], permutation: [{onX.Split('=')[0]}], split: 1}}\n";
    }
}
