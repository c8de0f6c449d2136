using System.Text.Json;
using HwAgent.Core.Workloads;

namespace HwAgent.Cli.Tests.Commands;

/// <summary><c>hwagent workload</c> as a script and as a person see it.</summary>
public sealed class WorkloadCommandTests
{
    [Fact]
    public async Task Run_Json_IsOneDocumentWithEveryOperator()
    {
        var result = await HwAgentProcess.RunAsync("workload", "vit-b16", "--json");

        Assert.True(result.ExitCode == 0, result.Error);
        using var document = JsonDocument.Parse(result.Output);
        var expected = WorkloadBuilder.Build(WorkloadPresets.Get("vit-b16"), new WorkloadOptions());
        Assert.Equal(expected.Macs, document.RootElement.GetProperty("macs").GetInt64());
        Assert.Equal(expected.Parameters, document.RootElement.GetProperty("parameters").GetInt64());
        Assert.Equal(expected.Operators.Select(op => op.Name), document.RootElement.GetProperty("operators").EnumerateArray().Select(op => op.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Run_Piped_EndsWithTheTotal()
    {
        var result = await HwAgentProcess.RunAsync("workload", "vit-b16");

        Assert.True(result.ExitCode == 0, result.Error);
        var total = result.Output.Split('\n').Single(line => line.Contains("total"));
        Assert.Contains("86,567,656", total); // timm's count for vit_base_patch16_224, classifier included
        Assert.DoesNotContain("\u001b", result.Output);
    }

    [Fact]
    public async Task Run_NoModel_ListsThePresets()
    {
        var result = await HwAgentProcess.RunAsync("workload");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(WorkloadPresets.Names, result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("vit-b61", "vit-b16")]
    [InlineData("none/config.json", "config.json")]
    public async Task Run_UnknownModel_SaysWhatThereIs(string model, string hint)
    {
        var result = await HwAgentProcess.RunAsync("workload", model);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(hint, result.Error);
        Assert.DoesNotContain("--debug", result.Error);
        Assert.Equal("", result.Output);
    }
}
