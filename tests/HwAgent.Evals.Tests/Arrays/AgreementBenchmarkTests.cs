using HwAgent.Evals.Arrays;
using HwAgent.Evals.Runs;

namespace HwAgent.Evals.Tests.Arrays;

public sealed class AgreementBenchmarkTests(GradingFixture fixture) : IDisposable
{
    private static readonly AgreementPlan Plan = new(Seed: 3, ProductsPerAccelerator: 3, "test");
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hwagent-agreement-tests-");

    private string File => Path.Combine(folder.FullName, "deeper", "rows.jsonl");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A run, the same run after a crash in the middle of a line, and more of it on a second accelerator.</summary>
    [Fact]
    public async Task RunAsync_InterruptedAndExtended_GoesOnAndAgrees()
    {
        var summary = await RunAsync(3);
        Assert.True(summary.Agrees, string.Join('\n', summary.Lines()));
        Assert.Equal((3, 1, 3, 3, 0L), (summary.Products, summary.Accelerators, summary.EqualCycles, summary.EqualBytes, summary.Mismatches));
        Assert.True(summary.SimulatedCycles > summary.LongestCycles && summary.LongestCycles > 0);
        var whole = await System.IO.File.ReadAllTextAsync(File, Token);
        await System.IO.File.WriteAllTextAsync(File, whole[..^200], Token);

        var simulated = 0;
        var extended = await RunAsync(4, _ => simulated++);

        Assert.Equal(2, simulated);
        Assert.Equal((4, 2), (extended.Products, extended.Accelerators));
        Assert.True(extended.Agrees);
        var text = await System.IO.File.ReadAllTextAsync(File, Token);
        Assert.StartsWith(whole, text, StringComparison.Ordinal);
        Assert.Equal(5, text.Count(c => c == '\n'));
    }

    [Fact]
    public async Task RunAsync_FileOfAnotherPlan_IsRefusedAndStaysAsItIs()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        foreach (var (content, line) in new[] { ("""{"seed":4,"productsPerAccelerator":3,"program":"test"}""" + "\n", 1), ("no JSON\n", 1), ("no line", 1), ("""{"seed":3,"productsPerAccelerator":3,"program":"test"}""" + "\n{}\n", 2) })
        {
            await System.IO.File.WriteAllTextAsync(File, content, Token);
            var refused = await Assert.ThrowsAsync<EvalFileException>(() => RunAsync(3));
            Assert.Equal(line, refused.Diagnostic.Line);
            Assert.Equal(content, await System.IO.File.ReadAllTextAsync(File, Token));
        }
    }

    [Fact]
    public void Plan_Seeds_DifferBetweenAcceleratorsProductsAndPlans()
    {
        var seeds = new HashSet<ulong>();
        for (ulong seed = 1; seed <= 3; seed++)
        {
            var plan = new AgreementPlan(seed, 50, "test");
            for (var i = 0; i < 500; i++) Assert.True(seeds.Add(plan.ProductSeed(i)));
            Assert.Equal(10, Enumerable.Range(0, 500).Select(plan.HardwareSeed).Distinct().Count());
        }

        Assert.Equal(100, Enumerable.Range(0, 500).Count(i => AgreementPlan.Scale(i) > 1));
    }

    public void Dispose() => folder.Delete(recursive: true);

    private Task<AgreementSummary> RunAsync(int products, Action<int>? progress = null) => new AgreementBenchmark(fixture.Tools, progress ?? (_ => { })).RunAsync(Plan, products, File, Token);
}
