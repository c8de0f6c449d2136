using System.Text.Json;

namespace HwAgent.Cli.Tests.Commands;

/// <summary><c>hwagent arch sweep</c> as a script and as a person see it.</summary>
public sealed class ArchCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string In(string name) => Path.Combine(_folder.Path, name);

    [Fact]
    public async Task Sweep_ArraysAndBandwidths_MoreOfBothIsNeverSlower()
    {
        var result = await HwAgentProcess.RunAsync("arch", "sweep", "64x128x96", "--arch", "edge-16x16", "--array", "8x8,16x16", "--bandwidth", "4,16", "--json", "--out", In("sweep"));

        Assert.True(result.ExitCode == 0, result.Error);
        using var document = JsonDocument.Parse(result.Output);
        var points = document.RootElement.GetProperty("points").EnumerateArray().ToDictionary(p => p.GetProperty("architecture").GetString()!, p => p.GetProperty("totals").GetProperty("cycles").GetInt64());
        Assert.Equal(4, points.Count);
        Assert.True(points["edge-16x16 16x16 16B/cycle"] < points["edge-16x16 8x8 16B/cycle"]);
        Assert.True(points["edge-16x16 16x16 16B/cycle"] <= points["edge-16x16 16x16 4B/cycle"]);
        Assert.Contains(document.RootElement.GetProperty("points").EnumerateArray(), p => p.GetProperty("isOnFront").GetBoolean());
        Assert.Equal(["report.html", "sweep.csv", "sweep.json"], Directory.GetFiles(In("sweep")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(5, (await File.ReadAllLinesAsync(In("sweep/sweep.csv"), TestContext.Current.CancellationToken)).Length);
    }

    /// <summary>Constraints hold in every variant, also those of a ZigZag mapping; a variant that cannot keep them has no mapping or is named.</summary>
    [Fact]
    public async Task Sweep_Constraints_HoldInEveryVariant()
    {
        var four = _folder.Write("four.yaml", "constraints: [{level: buffer, spatial: {N: 4, M: 1}}]\n");

        var result = await HwAgentProcess.RunAsync("arch", "sweep", "64x64x64", "--arch", "edge-16x16", "--array", "8x8,16x16", "--constraints", four, "--json");

        Assert.True(result.ExitCode == 0, result.Error);
        using var document = JsonDocument.Parse(result.Output);
        var cycles = document.RootElement.GetProperty("points").EnumerateArray().Select(p => p.GetProperty("totals").GetProperty("cycles").GetInt64()).ToArray();
        // 8 or 16 rows by 4 columns.
        Assert.True(cycles[0] >= 64 * 64 * 64 / 32 && cycles[1] >= 64 * 64 * 64 / 64, $"{cycles[0]} {cycles[1]}");

        var wide = _folder.Write("wide.yaml", "- {name: default, spatial_mapping: {columns: ['N, 16']}}\n");
        var refused = await HwAgentProcess.RunAsync("arch", "sweep", "64x64x64", "--arch", "edge-16x16", "--array", "8x8,16x16", "--constraints", wide);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("16 instances are asked for along columns, which has 8", refused.Error);
    }

    /// <summary>The rows and banks of the memory count in every variant, unless bandwidth alone is asked for.</summary>
    [Theory]
    [InlineData("64x128x96")]
    [InlineData("deit-s")]
    public async Task Sweep_ArchitectureWithRowsAndBanks_CountsThem(string workload)
    {
        long[][] cycles = [await CyclesAsync("banks"), await CyclesAsync("bandwidth")];

        Assert.Equal(2, cycles[0].Length);
        for (var i = 0; i < 2; i++) Assert.True(cycles[0][i] > cycles[1][i], $"{cycles[0][i]} {cycles[1][i]}");

        async Task<long[]> CyclesAsync(string account)
        {
            var result = await HwAgentProcess.RunAsync("arch", "sweep", workload, "--arch", "edge-16x16-lpddr4", "--array", "8x8,16x16", "--objective", "latency", "--dram", account, "--json");
            Assert.True(result.ExitCode == 0, result.Error);
            using var document = JsonDocument.Parse(result.Output);
            return [.. document.RootElement.GetProperty("points").EnumerateArray().Select(p => p.GetProperty("totals").GetProperty("cycles").GetInt64())];
        }
    }

    /// <summary>Passes are swept like architectures, and each has a front of its own: less work is no better design.</summary>
    [Fact]
    public async Task Sweep_ListsOfPasses_EveryCombinationWithItsOwnFront()
    {
        var result = await HwAgentProcess.RunAsync("arch", "sweep", "deit-s", "--arch", "edge-16x16", "--array", "8x8,16x16", "--merge-tokens", "0,13", "--batch", "1", "--json", "--out", In("sweep"));

        Assert.True(result.ExitCode == 0, result.Error);
        using var document = JsonDocument.Parse(result.Output);
        var points = document.RootElement.GetProperty("points").EnumerateArray().ToArray();
        Assert.Equal(["merge tokens 0", "merge tokens 0", "merge tokens 13", "merge tokens 13"], points.Select(p => p.GetProperty("pass").GetString()));
        Assert.True(Cycles(2) < Cycles(0) && Cycles(3) < Cycles(1));
        foreach (var pass in points.GroupBy(p => p.GetProperty("pass").GetString())) Assert.Contains(pass, p => p.GetProperty("isOnFront").GetBoolean());
        Assert.Contains("edge-16x16 8x8,merge tokens 13,", await File.ReadAllTextAsync(In("sweep/sweep.csv"), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        long Cycles(int point) => points[point].GetProperty("totals").GetProperty("cycles").GetInt64();
    }

    [Theory]
    [InlineData("deit-s", "--merge-tokens", "0,many", "many")]
    [InlineData("deit-s", "--attention", "half", "half")]
    [InlineData("deit-s", "--image-resolution", "224,8", "image_resolution")]
    [InlineData("8x8x8", "--batch", "1,2", "is a product")]
    public async Task Sweep_WrongPass_SaysWhatIsWrong(string workload, string option, string value, string hint)
    {
        var result = await HwAgentProcess.RunAsync("arch", "sweep", workload, "--arch", "edge-16x16", $"{option}={value}");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(hint, result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Output);
    }

    [Theory]
    [InlineData("--array", "16", "axes")]
    [InlineData("--array", "0x4", "no array")]
    [InlineData("--buffer", "12parsec", "no size")]
    [InlineData("--bandwidth", "-3", "bytes a cycle")]
    public async Task Sweep_WrongVariant_SaysWhatIsWrong(string option, string value, string hint)
    {
        var result = await HwAgentProcess.RunAsync("arch", "sweep", "8x8x8", "--arch", "edge-16x16", $"{option}={value}");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(hint, result.Error);
        Assert.Equal("", result.Output);
    }
}
