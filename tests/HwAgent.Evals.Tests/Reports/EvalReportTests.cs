using HwAgent.Agent.Solving;
using HwAgent.Core.Diagnostics;
using HwAgent.Evals.Reports;
using HwAgent.Evals.Runs;

namespace HwAgent.Evals.Tests.Reports;

public sealed class EvalReportTests
{
    private const string Script = "<script>alert(1)</script>";

    [Fact]
    public void Render_HostileTexts_StayTexts()
    {
        var finding = new Diagnostic("icarus", DiagnosticSeverity.Error, Script, Script) { File = Script, Line = 1, Advice = Script, Excerpt = Script };
        var solution = EvalFixtures.Solution(
            Script, turns: [new SolutionTurn(1, Script, Script, "compile", [finding]), new SolutionTurn(2, Script, Script + "\n// &amp; \e[2J", "accepted", [])]) with { Trouble = new Dictionary<string, int> { [Script] = 1 } };

        var html = Render(EvalFixtures.Settings with { Model = Script }, EvalFixtures.Sample(Script, 0, passed: false, solution: solution, diagnostics: finding));

        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain('\e', html);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", html);
        Assert.DoesNotContain("http://", html);
        Assert.DoesNotContain("https://", html);
    }

    [Fact]
    public void Render_RepairedAnswer_ShowsWhatChanged()
    {
        var solution = EvalFixtures.Solution("a\nfixed\nc", turns: [new SolutionTurn(1, "m", "a\nbroken\nc", "compile", []), new SolutionTurn(2, "m", "a\nfixed\nc", "accepted", [])]);

        var html = Render(EvalFixtures.Settings, EvalFixtures.Sample("a", 0, passed: true, solution: solution));

        Assert.Contains("<del>- broken</del>", html);
        Assert.Contains("<ins>+ fixed</ins>", html);
    }

    /// <summary>A thousand long answers: failures keep their code, the page stays small enough to open.</summary>
    [Fact]
    public void Render_LargeRun_StaysSmall()
    {
        var code = string.Concat(Enumerable.Repeat("  assign y = a & b; // filler\n", 700));
        SampleResult[] samples = [.. Enumerable.Range(0, 1000).Select(i => EvalFixtures.Sample($"p{i:0000}", 0, passed: i != 999, solution: EvalFixtures.Solution(code + $"// answer {i}")))];

        var html = Render(EvalFixtures.Settings, samples);

        Assert.InRange(html.Length, 1_000_000, 10_000_000);
        Assert.Contains("// answer 999", html);
        Assert.Contains("samples/p0998/p0998_sample01.sv", html);
    }

    [Fact]
    public void Render_SameInput_IsTheSame() =>
        Assert.Equal(Render(EvalFixtures.Settings, EvalFixtures.Sample("a", 0, true)), Render(EvalFixtures.Settings, EvalFixtures.Sample("a", 0, true)));

    private static string Render(EvalSettings settings, params IReadOnlyList<SampleResult> samples) =>
        EvalReport.Render(new EvalReportInput(EvalFixtures.Result(settings, samples), samples, "hwagent eval", "1", "abc"));
}
