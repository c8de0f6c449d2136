using HwAgent.Agent.Llm;
using HwAgent.Core.Rtl;
using HwAgent.Evaluation.Contracts;

namespace HwAgent.Agent.Designers;

/// <summary>Takes the RTL of one unit out of what a model wrote. Nothing here is trusted: the policy has yet to see it.</summary>
internal static class UnitText
{
    /// <summary>The unit as one file, helper modules before it; or why there is none.</summary>
    public static Parsed<RtlSource> Read(ChatReply reply, string module)
    {
        var found = ReplyParser.Rtl(reply, module);
        // The loop knows a unit by its file, so what belongs to the unit stays in one.
        return found.Value is { } design
            ? new Parsed<RtlSource>(new RtlSource(module + ".sv", string.Join('\n', design.Sources.Select(s => s.Text))), found.Diagnostics)
            : new Parsed<RtlSource>(null, found.Diagnostics);
    }

    /// <summary>The same for RTL that came as the value of a JSON member, fenced or not.</summary>
    public static Parsed<RtlSource> Read(string rtl, string module)
    {
        // Within a fence nothing counts as prose, so what stands in front of the module is looked at as well.
        var text = rtl.Contains("```", StringComparison.Ordinal) ? rtl : $"```systemverilog\n{rtl}\n```";
        return Read(new ChatReply(text, [], new ChatUsage(0, 0, 0, null), "stop"), module);
    }

    public static string Fenced(RtlSource unit) => $"```systemverilog\n{unit.Text.TrimEnd('\n')}\n```";

    /// <summary>The wrong output as the repair prompt shows it; null without one.</summary>
    public static IReadOnlyDictionary<string, object?>? Describe(UnitMismatch? first) => first is null ? null : new Dictionary<string, object?>
    {
        ["vector"] = first.Vector,
        ["cycle"] = first.Cycle,
        ["inputs"] = string.Join("\n           ", first.Inputs),
        ["port"] = first.Port,
        ["expected"] = first.Expected,
        ["actual"] = first.Actual,
    };
}
