using System.Text.Json;

namespace HwAgent.Cli.Tests.Evals;

/// <summary><c>hwagent eval mapper</c>.</summary>
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

    /// <summary>What the seed decides is the same again; times are not.</summary>
    [Fact]
    public async Task RandomPruned_Twice_DrawsTheSame()
    {
        string[] command = ["eval", "mapper", "--random-pruned", "--steady", "--case", "1", "--draws", "2000"];
        var (first, second) = (await HwAgentProcess.RunAsync(command), await HwAgentProcess.RunAsync(command));

        Assert.True(first.ExitCode == 0, first.Error);
        var quality = first.Output.Split('\n').TakeWhile(l => l.Length > 0).ToList();
        Assert.Equal(3, quality.Count);
        Assert.Contains("d-decode 1x4096x4096", quality[2], StringComparison.Ordinal);
        Assert.Equal(quality, second.Output.Split('\n').TakeWhile(l => l.Length > 0));
    }

    [Theory]
    [InlineData("--draws is 0", "--draws", "0")]
    [InlineData("--case is 99", "--case", "99")]
    [InlineData("--problem is given alone", "--problem", "problem.yaml")]
    [InlineData("--arch is given alone", "--arch", "three-level")]
    public async Task RandomPruned_ArgumentsThatDoNotFit_AreRefused(string message, params string[] arguments)
    {
        var result = await HwAgentProcess.RunAsync(["eval", "mapper", "--random-pruned", .. arguments]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    /// <summary>The figures are times and so anyone's guess; that each is one of real work is not.</summary>
    [Fact]
    public async Task Rates_FewCosts_GivesBothAccountsForEachArchitecture()
    {
        var result = await HwAgentProcess.RunAsync("eval", "mapper", "--rates", "2000", "--json");

        Assert.True(result.ExitCode == 0, result.Error);
        using var document = JsonDocument.Parse(result.Output);
        var rows = document.RootElement.EnumerateArray().ToArray();
        Assert.Equal(["cloud-128x128", "edge-16x16", "three-level"], rows.Select(r => r.GetProperty("hardware").GetString()).Distinct());
        Assert.All(rows, r => Assert.Equal((2000, 100), (r.GetProperty("steady").GetInt32(), r.GetProperty("full").GetInt32())));
        Assert.All(rows, r => Assert.InRange(r.GetProperty("distinct").GetInt32(), 1, 2000));
    }

    [Fact]
    public async Task Rates_NoCosts_IsRefused()
    {
        var result = await HwAgentProcess.RunAsync("eval", "mapper", "--rates", "0");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("--rates", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Likeness_NoProducts_IsRefused()
    {
        var result = await HwAgentProcess.RunAsync("eval", "mapper", "--likeness", "0");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("--likeness", result.Error, StringComparison.Ordinal);
    }
}
