using System.Text.RegularExpressions;
using System.Xml.Linq;
using HwAgent.Agent.Reports;
using HwAgent.Agent.Runs;
using HwAgent.Dataflow.Specification;
using HwAgent.Evaluation.Stages;

namespace HwAgent.Agent.Tests.Reports;

public sealed partial class HtmlReportTests
{
    private static readonly string[] Sections =
        ["verdict", "request", "design", "pareto", "roofline", "cycles", "area", "candidates", "search", "usage", "elsewhere", "reproduce"];

    [Fact]
    public void Render_RunOfAModel_HasEverySectionInReadingOrder()
    {
        var page = Page(SampleRuns.WithModel());
        Assert.Equal(Sections, SectionId().Matches(page).Select(m => m.Groups[1].Value));
    }

    [Fact]
    public void Render_RunOfTheExpert_HasNoSectionAboutAModel()
    {
        var page = Page(ExpertRun(), SampleRuns.Spec with { Designer = DesignerKind.Expert, Model = null });
        Assert.Equal(Sections.Where(s => s != "usage"), SectionId().Matches(page).Select(m => m.Groups[1].Value));
    }

    [Fact]
    public void Render_RunOfAModel_ShowsEveryNumberOfTheResult()
    {
        var result = SampleRuns.WithModel();
        var page = Page(result);
        var best = result.Best!;
        var simulation = best.Simulation!;
        var synthesis = best.Synthesis!;
        List<long> counts =
        [
            result.Workload.Macs, result.Workload.Parameters, .. result.Workload.NotOnAccelerator.Values, result.Search.PointsConsidered, result.Search.PointsExact, .. result.Search.Rejections.Values,
            result.Usage.PromptTokens, result.Usage.CompletionTokens, best.Parameters.MemoryBits, best.Parameters.PeakMacs, simulation.Vectors, simulation.Cycles, simulation.PredictedCycles,
            synthesis.FlipFlops, synthesis.MemoryBits, (long)synthesis.AreaGateEquivalents, (long)Math.Round(synthesis.PredictedAreaGateEquivalents), .. result.Candidates.Select(c => c.PredictedCycles),
        ];
        foreach (var o in simulation.Operators) counts.AddRange([o.Repeats, o.PredictedCycles, o.PredictedCycles * o.Repeats, o.MemoryBytes, o.SimulatedPredictedCycles, o.SimulatedCycles]);
        foreach (var u in synthesis.Units) counts.AddRange([u.Instances, (long)Math.Round(u.AreaGateEquivalents), u.FlipFlops, u.MemoryBits]);
        Assert.All(counts, n => Assert.Contains(n.ToString("N0"), page, StringComparison.Ordinal));
        string[] words = ["39.81 ms", "611.2 kGE", "172 KiB", "79.6 % of 50 ms", "33.91", "741,880", "512 × 256", "197 × 768 × 2304", .. result.Tools.Keys, .. result.Tools.Values, "0123abc", "1.2.3", "hwagent verify", "hwagent replay", "hwagent design examples/vit-base.yaml"];
        Assert.All(words, w => Assert.Contains(w, page, StringComparison.Ordinal));
    }

    [Fact]
    public void Render_DesignWithProofs_SaysWhatIsProvenAndHowFarTheRestCanBe()
    {
        var page = Page(SampleRuns.WithModel());
        Assert.Contains("5 of 8 products proven optimal", page, StringComparison.Ordinal);
        Assert.Contains("the others within 0.13 %", page, StringComparison.Ordinal);
        Assert.Contains("within 0.05 % of the best possible", page, StringComparison.Ordinal);
        Assert.Contains("within 0.16 % of the best possible", page, StringComparison.Ordinal);
        Assert.Contains("cycles, over 675 arrays with all buffers and mappings within the budget", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_EqualInput_GivesEqualBytes() => Assert.Equal(Page(SampleRuns.WithModel()), Page(SampleRuns.WithModel()));

    [Fact]
    public void Render_Page_IsWellFormedWithItsPictures()
    {
        foreach (var result in (RunResult[])[SampleRuns.WithModel(), SampleRuns.WithoutBest(), SampleRuns.Empty(), HostileRuns.Result()])
        {
            var page = Page(result);
            Assert.All(Picture().Matches(page), picture => Assert.Equal("svg", XDocument.Parse(picture.Value).Root!.Name.LocalName));
            XmlPage.Parse(page);
        }

        Assert.True(Picture().Count(Page(SampleRuns.WithModel())) >= 3 + 8 + 3);
    }

    [Fact]
    public void Render_Page_LoadsNothing()
    {
        var page = Page(HostileRuns.Result());
        Assert.DoesNotMatch(Loading(), page);
        Assert.All(XmlPage.Parse(page).Descendants().Attributes("href"), link => Assert.StartsWith("#", link.Value, StringComparison.Ordinal));
        Assert.Empty(XmlPage.Parse(page).Descendants().Attributes("src"));
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_NoCorrectCandidate_SaysSoAndShowsTheFailure()
    {
        var page = Page(SampleRuns.WithoutBest());
        Assert.Contains("no correct design", page, StringComparison.Ordinal);
        Assert.Contains("failed: lint", page, StringComparison.Ordinal);
        Assert.Contains("ASSIGNW expects 8 bits", page, StringComparison.Ordinal);
        Assert.Equal(Sections.Length, SectionId().Count(page));
    }

    [Fact]
    public void Render_NoCandidate_HasEverySection()
    {
        var page = Page(SampleRuns.Empty());
        Assert.Contains("No candidate was checked.", page, StringComparison.Ordinal);
        Assert.Equal(Sections.Length, SectionId().Count(page));
    }

    [Fact]
    public void Render_UnequalCycles_AreMarked()
    {
        var result = SampleRuns.WithModel();
        var operators = result.Best!.Simulation!.Operators.Select((o, i) => i == 0 ? o with { SimulatedCycles = o.SimulatedCycles * 2, Mismatches = 3 } : o).ToArray();
        var page = Page(result with { Best = result.Best with { Simulation = result.Best.Simulation with { Operators = operators } } });
        Assert.Contains("≠", page, StringComparison.Ordinal);
        Assert.Contains("+100.0 %, 3 wrong results", page, StringComparison.Ordinal);
        Assert.Contains("7 of 8 simulated products", page, StringComparison.Ordinal);
        Assert.DoesNotContain("≠", Page(result), StringComparison.Ordinal);
    }

    [Fact]
    public void Render_UnknownCost_IsSaidAndNeverNothing()
    {
        Assert.Contains("unknown: no price is known", Page(SampleRuns.WithModel()), StringComparison.Ordinal);
        Assert.DoesNotContain(" USD", Page(SampleRuns.WithModel()), StringComparison.Ordinal);
        Assert.Contains("0.1234 USD", Page(SampleRuns.WithModel() with { Usage = new UsageSummary(1, 2, 3, 0.1234m) }), StringComparison.Ordinal);
    }

    [Fact]
    public void Render_MissedBudget_IsNamed()
    {
        var result = SampleRuns.WithModel() with { SpecMet = false, Misses = ["latency 39.81 ms, budget 10 ms"] };
        var page = Page(result, SampleRuns.Spec with { Budget = SampleRuns.Spec.Budget with { LatencyMilliseconds = 10 } });
        Assert.Contains("Spec not met: 1 miss", page, StringComparison.Ordinal);
        Assert.Contains("<li>latency 39.81 ms, budget 10 ms</li>", page, StringComparison.Ordinal);
        Assert.Contains("gauge over", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_Timings_ShowOnlyWhenGiven()
    {
        var timed = SampleRuns.Context with { Timings = [new StageTiming("001", Stage.Lint, TimeSpan.FromMilliseconds(1234))] };
        Assert.Contains("lint 1.234 s", HtmlReport.Render(SampleRuns.WithModel(), SampleRuns.Spec, timed), StringComparison.Ordinal);
        Assert.DoesNotContain("Time: ", Page(SampleRuns.WithModel()), StringComparison.Ordinal);
    }

    [Fact]
    public void Render_WorkLeftOut_IsSaid()
    {
        Assert.Contains("The latency and energy above do not contain the operators below.", Page(SampleRuns.WithModel()), StringComparison.Ordinal);
        Assert.Contains("Every operator of the workload runs on the accelerator.", Page(SampleRuns.Empty()), StringComparison.Ordinal);
    }

    [Fact]
    public void Render_SixtyFourCandidatesAndFortyOperators_ShowsThemAll()
    {
        var result = SampleRuns.WithModel();
        var candidates = Enumerable.Range(1, 64).Select(i => i % 3 == 0 ? SampleRuns.Failed($"{i:D3}") : result.Best! with { Id = $"{i:D3}" }).ToArray();
        var operators = Enumerable.Range(0, 40).Select(i => result.Best!.Simulation!.Operators[i % 8] with { Name = $"operator_{i:D2}" }).ToArray();
        var best = result.Best! with { Simulation = result.Best.Simulation! with { Operators = operators } };
        var page = Page(result with { Candidates = candidates, Best = best });
        Assert.All(candidates, c => Assert.Contains($"<code>{c.Id}</code>", page, StringComparison.Ordinal));
        Assert.All(operators, o => Assert.Contains(o.Name, page, StringComparison.Ordinal));
        Assert.All(Picture().Matches(page), picture => XDocument.Parse(picture.Value));
    }

    private static string Page(RunResult result, DesignSpec? spec = null) => HtmlReport.Render(result, spec ?? SampleRuns.Spec, SampleRuns.Context);

    private static RunResult ExpertRun()
    {
        var best = SampleRuns.WithModel().Best! with { Origin = "expert" };
        return SampleRuns.WithModel() with { Best = best, Candidates = [best], ExpertBaseline = null, Usage = UsageSummary.None };
    }

    [GeneratedRegex("<section id=\"([a-z]+)\">")]
    private static partial Regex SectionId();

    [GeneratedRegex("<svg .*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Picture();

    [GeneratedRegex("""<(script|link|img|iframe|object|embed|base|image|use|form)\b|@import|\burl\(|https?://""", RegexOptions.IgnoreCase)]
    private static partial Regex Loading();
}
