using System.Xml.Linq;
using HwAgent.Evaluation.Stages;

namespace HwAgent.Agent.Reports.Drawing;

/// <summary>How far a candidate came: a box for each check, full when passed, crossed when failed, empty when it did not run.</summary>
internal static class StageStrip
{
    private const double Size = 11, Step = 15;

    public static Markup Draw(IReadOnlyList<StageOutcome> outcomes)
    {
        var stages = Enum.GetValues<Stage>();
        var passed = outcomes.Count(o => o.Passed);
        return Svg.Picture(stages.Length * Step, 14, $"{passed} of {stages.Length} checks passed", "strip", stages.Select((stage, i) => Box(stage, outcomes.FirstOrDefault(o => o.Stage == stage), i * Step + 1)));
    }

    private static XElement Box(Stage stage, StageOutcome? outcome, double x) => outcome switch
    {
        null => Svg.Rect(x, 1.5, Size, Size, "stage open").Titled($"{Words.Of(stage)}: not run"),
        { Passed: true } => Svg.Rect(x, 1.5, Size, Size, "stage passed").Titled($"{Words.Of(stage)}: passed"),
        _ => Svg.Group("stage failed", Svg.Rect(x, 1.5, Size, Size, "box"), Svg.Path($"M{Svg.N(x + 2.5)} 4L{Svg.N(x + Size - 2.5)} 10M{Svg.N(x + Size - 2.5)} 4L{Svg.N(x + 2.5)} 10", "cross"))
            .Titled($"{Words.Of(stage)}: failed"),
    };
}
