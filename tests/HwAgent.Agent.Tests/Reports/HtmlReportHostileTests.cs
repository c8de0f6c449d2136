using HwAgent.Agent.Reports;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Agent.Tests.Reports;

public sealed class HtmlReportHostileTests
{
    private static readonly DesignSpec Spec = SampleRuns.Spec with { Model = HostileRuns.Text, Technology = TechnologyNode.Horowitz45 with { Name = HostileRuns.Text, Source = HostileRuns.Text } };

    private static readonly string Page = HtmlReport.Render(
        HostileRuns.Result(), Spec, new ReportContext { CommandLine = HostileRuns.Text, Commit = HostileRuns.Text, Version = HostileRuns.Text });

    [Fact]
    public void Render_HostileText_IsEscapedEverywhere()
    {
        Assert.DoesNotContain("<script", Page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", Page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;", Page, StringComparison.Ordinal);
        // Text that looks escaped already stays what it was.
        Assert.Contains("&amp;lt;", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_HostileText_AddsNoElementAndNoAttribute()
    {
        static string[] NamesIn(string page) =>
            [.. XmlPage.Parse(page).Descendants().SelectMany(e => e.Attributes().Select(a => $"{e.Name}@{a.Name}").Append(e.Name.ToString())).Distinct().Order(StringComparer.Ordinal)];

        var usual = NamesIn(HtmlReport.Render(SampleRuns.WithModel(), SampleRuns.Spec, SampleRuns.Context));
        Assert.Subset(usual.ToHashSet(), NamesIn(Page).ToHashSet());
        Assert.DoesNotContain(usual, n => n.Contains("@on", StringComparison.Ordinal) || n.Contains("src", StringComparison.Ordinal) || n.StartsWith("script", StringComparison.Ordinal));
    }

    [Fact]
    public void Render_TemplateCodeInText_IsNotRun() => Assert.Contains("{{ 6 * 7 }} {{ v.title }}", Page, StringComparison.Ordinal);

    [Fact]
    public void Render_ControlCharacters_AreReplaced()
    {
        Assert.DoesNotContain(Page, c => char.IsControl(c) && c is not '\n' and not '\t');
        Assert.DoesNotContain(Page, c => c is '\u202E' || char.IsSurrogate(c));
        Assert.Contains("\uFFFD", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_OnlyOneStyleAndOneTitleInTheHead_EndWhereTheyShould()
    {
        Assert.Equal(2, Page.Split("</style>").Length);
        var titles = Page[..Page.IndexOf("</head>", StringComparison.Ordinal)].Split("</title>").Length;
        Assert.Equal(2, titles);
    }

    [Fact]
    public void Render_VeryLongTexts_AreCutWhereAModelWroteThem()
    {
        var result = SampleRuns.WithoutBest();
        var long1 = result.Candidates[0] with { Rationale = new string('r', 1_000_000) };
        var page = HtmlReport.Render(result with { Candidates = [long1], Name = new string('n', 5000) }, SampleRuns.Spec, SampleRuns.Context);
        Assert.True(page.Length < 100_000, $"{page.Length}");
        Assert.Contains("rrr…", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-30)]
    [InlineData(1e30)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Render_ExtremeNumbers_AreNeverWrittenAsNotANumber(double value)
    {
        var result = SampleRuns.WithModel();
        var best = result.Best!;
        var operators = best.Simulation!.Operators.Select(o => o with { PredictedCycles = value > 1 ? long.MaxValue / 200 : 0, MemoryBytes = 0, Utilisation = value, EnergyPicojoules = value }).ToArray();
        best = best with
        {
            Utilisation = value, PredictedCycles = value > 1 ? long.MaxValue : 0,
            Score = best.Score! with { LatencyMilliseconds = value, EnergyMillijoules = value, AreaGateEquivalents = value, OnChipKib = value, Objective = value },
            Simulation = best.Simulation with { Operators = operators },
            Synthesis = best.Synthesis! with { AreaGateEquivalents = value, PredictedAreaGateEquivalents = value },
        };
        var page = HtmlReport.Render(result with { Best = best, Candidates = [best] }, SampleRuns.Spec, SampleRuns.Context);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", page, StringComparison.Ordinal);
        Assert.DoesNotContain("∞", page, StringComparison.Ordinal);
    }
}
