using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Instructions;
using HwAgent.Evaluation.Contracts;

namespace HwAgent.Evaluation.Tests.Contracts;

/// <summary>The contract of the whole chip and the cost model say the same, though neither uses the other.</summary>
public sealed class AcceleratorContractTests
{
    private static readonly MemoryTiming Ideal = new(1, 1, 1);

    public static TheoryData<string> Configurations => [.. NamedConfigurations.All.Keys];

    /// <summary>Programs whose ports never hesitate: done_o rises, busy_o counts and beats move as <see cref="TimingModel"/> predicts.</summary>
    [Theory]
    [MemberData(nameof(Configurations))]
    public void Vectors_ProgramsWithoutStalls_TakeThePredictedCycles(string configuration)
    {
        var parameters = NamedConfigurations.Get(configuration);
        var trace = UnitContracts.Find("hwa_accelerator", parameters)!.Instances[0].Vectors(1);
        var compared = 0;
        foreach (var (start, end) in Stretches(trace))
        {
            var vectors = Enumerable.Range(start, end - start).ToList();
            if (!vectors.All(v => trace[v, "inst_valid_i"] == 1 && trace[v, "mem_req_ready_i"] == 1)) continue;
            var done = vectors.FindIndex(v => trace[v, "done_o"] == 1);
            if (done < 0) continue; // cut off by a reset

            var model = new TimingModel(parameters, Ideal);
            foreach (var v in vectors.Where(v => trace[v, "inst_ready_o"] == 1)) model.Add(Instruction.Decode((UInt128)trace[v, "inst_i"]!.Value));
            Assert.Equal(model.TotalCycles, done);
            Assert.Equal(model.BusyCycles, vectors.Count(v => trace[v, "busy_o"] == 1));
            Assert.Equal(model.ReadBeats, vectors.Count(v => trace[v, "mem_rvalid_i"] == 1 && trace[v, "mem_rready_o"] == 1));
            Assert.Equal(model.WriteBeats, vectors.Count(v => trace[v, "mem_wvalid_o"] == 1 && trace[v, "mem_wready_i"] == 1));
            compared++;
        }

        Assert.True(compared >= 4, $"{compared} programs run without a stall");
    }

    /// <summary>From the first vector after a reset to the next reset.</summary>
    private static IEnumerable<(int Start, int End)> Stretches(UnitTrace trace)
    {
        for (var start = 0; start < trace.Count;)
        {
            var end = start;
            while (end < trace.Count && trace[end, UnitPort.Reset] == 1) end++;
            if (end > start) yield return (start, end);
            start = end + 1;
        }
    }
}
