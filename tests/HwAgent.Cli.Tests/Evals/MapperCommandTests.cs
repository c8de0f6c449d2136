using System.Text.Json;

namespace HwAgent.Cli.Tests.Evals;

/// <summary><c>hwagent eval mapper --likeness</c>.</summary>
public sealed class MapperCommandTests
{
    [Fact]
    public async Task Likeness_Twice_GivesTheSameQuantilesForBothDataflows()
    {
        string[] command = ["eval", "mapper", "--likeness", "15", "--seed", "5", "--json"];
        var (first, second) = (await HwAgentProcess.RunAsync(command), await HwAgentProcess.RunAsync(command));

        Assert.True(first.ExitCode == 0, first.Error);
        Assert.Equal(first.Output, second.Output);
        using var document = JsonDocument.Parse(first.Output);
        Assert.Equal(2, document.RootElement.GetArrayLength());
        Assert.All(document.RootElement.EnumerateArray(), row => Assert.True(row.GetProperty("least").GetDouble() <= row.GetProperty("median").GetDouble()));
        var table = await HwAgentProcess.RunAsync("eval", "mapper", "--likeness", "15", "--seed", "5");
        Assert.StartsWith("| Dataflow |", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Likeness_NoProducts_IsRefused()
    {
        var result = await HwAgentProcess.RunAsync("eval", "mapper", "--likeness", "0");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("--likeness", result.Error, StringComparison.Ordinal);
    }
}
