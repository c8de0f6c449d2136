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
