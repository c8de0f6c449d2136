using HwAgent.Agent.Tests.Llm;
using HwAgent.Toolchain.Clusters;
using HwAgent.Toolchain.Tests.Clusters;

namespace HwAgent.Cli.Tests.Evals;

/// <summary><c>--executor slurm</c> on a real cluster of one node, which the test starts and ends.</summary>
public sealed class SlurmEvaluationTests(EvalBench bench) : IClassFixture<EvalBench>
{
    [Fact]
    public async Task Run_OnACluster_GivesTheBytesOfALocalRun()
    {
        var token = TestContext.Current.CancellationToken;
        await using var node = await SlurmNode.StartAsync(token);
        await using var server = new LoopbackEndpoint(Serve.Text(EvalBench.RightReply));
        var environment = new Dictionary<string, string?> { ["SLURM_CONF"] = node.Configuration };
        string[] graded = ["--model", "reference", "--problems", "Prob001_zero,Prob007_wire,Prob031_dff"], generated = ["--model", server.BaseUrl + "#test", "--problems", "Prob001_zero", "--samples", "2"];

        var clusterGraded = await HwAgentProcess.RunAsync(environment, [.. bench.Command("cluster graded", graded), "--executor", "slurm", "--jobs", "1"]);
        var clusterGenerated = await HwAgentProcess.RunAsync(environment, [.. bench.Command("cluster generated", generated), "--executor", "slurm", "--jobs", "2"]);
        var refused = await HwAgentProcess.RunAsync(environment, [.. bench.Command("cluster refused", graded), "--executor", "slurm", "--sbatch", "partition=nowhere"]);
        await bench.RunAsync("local graded", graded);
        await bench.RunAsync("local generated", generated);

        Assert.True(clusterGraded.ExitCode == 0, clusterGraded.Error);
        Assert.True(clusterGenerated.ExitCode == 0, clusterGenerated.Error);
        Assert.Equal(bench.Files("local graded"), bench.Files("cluster graded"));
        Assert.Equal(bench.Files("local generated"), bench.Files("cluster generated"));
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("sbatch refuses the job array", refused.Error);
    }

    [Fact]
    public async Task Resume_RunKilledWhileItsArrayWaits_EndsThatArrayFirst()
    {
        var token = TestContext.Current.CancellationToken;
        await using var node = await SlurmNode.StartAsync(token);
        var slurm = SlurmClient.Create(node.Configuration);
        var environment = new Dictionary<string, string?> { ["SLURM_CONF"] = node.Configuration };
        string[] graded = ["--model", "reference", "--problems", "Prob001_zero,Prob007_wire"], command = [.. bench.Command("killed", graded), "--executor", "slurm", "--jobs", "1"];
        var submitted = Path.Combine(bench.Directory("killed").Cluster, "job");

        // An array that never starts, so that it is still there when the run goes on.
        using (var killed = HwAgentProcess.Start(environment, [.. command, "--sbatch", "begin=now+1day"]))
        {
            while (!File.Exists(submitted))
            {
                Assert.False(killed.HasExited, "the run ended before it was killed");
                await Task.Delay(50, token);
            }

            killed.Kill();
            await killed.WaitForExitAsync(token);
        }

        var job = await File.ReadAllTextAsync(submitted, token);
        Assert.Contains("JobState=PENDING", await slurm.DescribeAsync(job, 1, token));
        var resumed = await HwAgentProcess.RunAsync(environment, [.. command, "--resume"]);
        await bench.RunAsync("not killed", graded);

        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Contains($"ending job {job} of the interrupted run", resumed.Error);
        Assert.DoesNotContain("JobState=PENDING", await slurm.DescribeAsync(job, 1, token));
        Assert.Equal(bench.Files("not killed"), bench.Files("killed"));
    }
}
