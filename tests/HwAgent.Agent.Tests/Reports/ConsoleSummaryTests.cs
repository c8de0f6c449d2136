using HwAgent.Agent.Reports;
using HwAgent.Agent.Runs;

namespace HwAgent.Agent.Tests.Reports;

public sealed class ConsoleSummaryTests
{
    [Fact]
    public void Lines_SpecMet_SaysWhatWasFound()
    {
        var lines = ConsoleSummary.Lines(SampleRuns.WithModel(), SampleRuns.Spec);
        Assert.InRange(lines.Count, 10, 20);
        Assert.Equal("vit-base: spec met", lines[0]);
        var text = string.Join('\n', lines);
        string[] expected = ["002 by openai:some-model", "39.81 ms (79.6 % of 50 ms)", "18,481,493 cycles", "611.2 kGE", "172 KiB (67.2 % of 256 KiB)", "cycles = predicted, 5 of 8 products at full size", "0 wrong", "its best within 0.16 % of the best possible over 675 arrays", "7 requests", "cost unknown", "softmax", "report.html"];
        Assert.All(expected, e => Assert.Contains(e, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Lines_NoBest_SaysWhy()
    {
        var lines = ConsoleSummary.Lines(SampleRuns.WithoutBest(), SampleRuns.Spec);
        Assert.Equal("vit-base: spec not met: no correct design", lines[0]);
        Assert.Contains("  misses: no candidate is correct", lines);
        Assert.DoesNotContain(lines, l => l.Contains("best/", StringComparison.Ordinal));
    }

    [Fact]
    public void Lines_UnequalCycles_AreShown()
    {
        var result = SampleRuns.WithModel();
        var best = result.Best! with { Simulation = result.Best.Simulation! with { PredictedCycles = 7 } };
        Assert.Contains(ConsoleSummary.Lines(result with { Best = best }, SampleRuns.Spec), l => l.Contains("≠ predicted (7)", StringComparison.Ordinal));
    }

    [Fact]
    public void Lines_NothingAtFullSize_DoesNotCallNothingEqual()
    {
        var result = SampleRuns.WithModel();
        var simulation = result.Best!.Simulation!;
        var best = result.Best with { Simulation = simulation with { Cycles = 0, PredictedCycles = 0, Operators = [.. simulation.Operators.Where(o => !o.IsFullSize)] } };
        var line = Assert.Single(ConsoleSummary.Lines(result with { Best = best }, SampleRuns.Spec), l => l.StartsWith("  measured", StringComparison.Ordinal));
        Assert.DoesNotContain("= predicted", line, StringComparison.Ordinal);
        Assert.Contains("no product at full size; 3 of 3 simulated products", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_RunDirectory_IsInTheFiles()
    {
        var lines = ConsoleSummary.Lines(SampleRuns.WithModel(), SampleRuns.Spec, "runs/a");
        Assert.Contains("runs/a/report.html", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_HostileText_StaysOnItsLineWithoutControlCharacters()
    {
        var lines = ConsoleSummary.Lines(HostileRuns.Result() with { Name = "a\nb\u001b[2J" + new string('x', 500), Misses = [.. Enumerable.Repeat("m\r\nn", 30)] }, SampleRuns.Spec);
        Assert.InRange(lines.Count, 10, 20);
        Assert.All(lines, l => Assert.True(l.Length <= 160 && !l.Any(char.IsControl), l));
        Assert.Contains("  and 26 more", lines);
    }

    [Fact]
    public void Lines_ExpertRun_DoesNotSpeakOfAModel() =>
        Assert.DoesNotContain(ConsoleSummary.Lines(SampleRuns.WithModel() with { Usage = UsageSummary.None }, SampleRuns.Spec), l => l.StartsWith("  model", StringComparison.Ordinal));
}
