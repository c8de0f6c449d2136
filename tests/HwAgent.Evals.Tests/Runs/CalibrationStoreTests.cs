using HwAgent.Evals.Calibrations;
using HwAgent.Evals.Runs;

namespace HwAgent.Evals.Tests.Runs;

public sealed class CalibrationStoreTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hwagent-tests-").FullName;
    private int measured;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task GetAsync_SameWork_IsMeasuredOnce_AnythingElseAgain()
    {
        var first = await GetAsync();
        var again = await GetAsync(jobs: 7);

        Assert.Equal(1, measured);
        Assert.Equal(EvalJson.Write(first), EvalJson.Write(again));
        await GetAsync(tool: "12.0");
        await GetAsync(seed: 2);
        await GetAsync(reference: "module RefModule(output y); assign y = 1; endmodule");
        await GetAsync(data: 1);
        await GetAsync(data: 2);
        Assert.Equal(6, measured);
    }

    private Task<Calibration> GetAsync(string tool = "11.0", int seed = 1, int jobs = 1, string? reference = null, byte? data = null)
    {
        var problem = EvalFixtures.Problem("a");
        return new CalibrationStore(folder).GetAsync(
            "test", [problem with { Reference = reference ?? problem.Reference, DataFiles = data is { } first ? new Dictionary<string, byte[]> { ["in.txt"] = [first] } : problem.DataFiles }], new CalibrationOptions { Seed = seed, Jobs = jobs }, new Dictionary<string, string> { ["iverilog"] = tool }, () =>
            {
                measured++;
                return Task.FromResult(new Calibration
                {
                    Benchmark = "test", Problems = 1, OfficialReferences = 1, StrictReferences = 1, Excluded = 0, FailedReferences = [], Blind = [], Mutations = [new MutationScore("a", 3, 2, 1, ["x"])],
                    Attacks = [new AttackScore("null", "ends", 1, 1, 0, 0, 0, [])],
                });
            });
    }
}
