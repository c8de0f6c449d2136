using HwAgent.Toolchain.Clusters;

namespace HwAgent.Toolchain.Tests.Clusters;

/// <summary>Job arrays on a real Slurm.</summary>
public sealed class SlurmClientTests
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task SubmitAsync_Array_RunsEveryTaskAndKeepsItsExitCodeAndLog()
    {
        var token = TestContext.Current.CancellationToken;
        await using var node = await SlurmNode.StartAsync(token);
        var slurm = SlurmClient.Create(node.Configuration);
        var array = new SlurmArray
        {
            Name = "it's an array", Tasks = 3, AtATime = 2, Folder = Path.Combine(node.Folder, "with blank 100%"),
            // Quotes, blanks and dollar signs must reach the command as they are.
            Command = ["sh", "-c", "echo \"task $1: $2\"; exit $1", "name", SlurmScript.TaskPlaceholder, "it's $HOME, as number {task}"],
        };

        var job = await slurm.SubmitAsync(array, token);
        while ((await slurm.ActiveTasksAsync(job, array.Name, token))?.Count != 0) await Task.Delay(Poll, token);

        foreach (var task in Enumerable.Range(0, 3))
        {
            Assert.Equal($"{task}\n", await File.ReadAllTextAsync(array.ExitFile(task), token));
            Assert.Equal($"task {task}: it's $HOME, as number {task}\n", await File.ReadAllTextAsync(array.Log(task), token));
        }

        Assert.Contains("JobState=COMPLETED", await slurm.DescribeAsync(job, 0, token));
        Assert.Contains("JobState=FAILED", await slurm.DescribeAsync(job, 2, token));
    }

    [Fact]
    public async Task CancelAsync_RunningArray_EndsIt()
    {
        var token = TestContext.Current.CancellationToken;
        await using var node = await SlurmNode.StartAsync(token);
        var slurm = SlurmClient.Create(node.Configuration);
        var array = new SlurmArray { Name = "sleepers", Tasks = 2, AtATime = 1, Folder = Path.Combine(node.Folder, "sleepers"), Command = ["sleep", "3600"] };
        var job = await slurm.SubmitAsync(array, token);
        Assert.NotEmpty((await slurm.ActiveTasksAsync(job, array.Name, token))!);

        // The number alone does not do: it could be another cluster's.
        await slurm.CancelAsync(job, "somebody else's");
        Assert.Empty((await slurm.ActiveTasksAsync(job, "somebody else's", token))!);
        Assert.NotEmpty((await slurm.ActiveTasksAsync(job, array.Name, token))!);
        await slurm.CancelAsync(job, array.Name);
        while ((await slurm.ActiveTasksAsync(job, array.Name, token))?.Count != 0) await Task.Delay(Poll, token);

        Assert.False(File.Exists(array.ExitFile(1)));
    }

    [Fact]
    public async Task SubmitAsync_OptionThatSlurmRefuses_SaysWhatItSaid()
    {
        var token = TestContext.Current.CancellationToken;
        await using var node = await SlurmNode.StartAsync(token);
        var slurm = SlurmClient.Create(node.Configuration);
        var array = new SlurmArray { Name = "refused", Tasks = 1, AtATime = 1, Folder = Path.Combine(node.Folder, "refused"), Command = ["true"], Options = ["--partition=nowhere"] };

        var exception = await Assert.ThrowsAsync<SlurmException>(() => slurm.SubmitAsync(array, token));

        Assert.Contains("partition", exception.Message);
    }
}
