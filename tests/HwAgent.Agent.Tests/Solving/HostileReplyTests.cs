using CsCheck;
using HwAgent.Agent.Llm;
using HwAgent.Agent.Solving;
using HwAgent.Agent.Solving.SelfTesting;

namespace HwAgent.Agent.Tests.Solving;

/// <summary>Whatever a model says, reading it gives an answer or says why there is none.</summary>
public sealed class HostileReplyTests
{
    private static readonly string[] Pieces =
    [
        "<think>", "</think>", "```", "```verilog\n", "```json\n", "\n", "module TopModule (input a, output y);\n", "module tb;\n", "endmodule\n", "endmodule", "  assign y = a;\n",
        "// module TopModule (\n", "/*", "*/", "\"", "{", "}", "[", "]", "\"tests\": ", "\"steps\"", "\"clock\": null,", "\"inputs\": [{\"name\": \"a\", \"width\": 1}],",
        "\"outputs\": [{\"name\": \"y\", \"width\": 1}],", "[[0, 0], [1, \"x\"]]", "1e999", "\u0000", "\ud800", "é", "'", "(", ";", "begin", "and so on",
    ];

    private static readonly Gen<string> Texts = Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 24].Select(string.Concat);

    private static readonly Gen<string> Finishes = Gen.Int[0, 2].Select(i => ((string[])["stop", "length", "content_filter"])[i]);

    [Fact]
    public void Read_AnyText_GivesCodeOrOneReason() => Gen.Select(Texts, Finishes, Gen.Bool).Sample(
        (text, finish, header) =>
        {
            var task = new RtlTask("p", "Pass it on.", "TopModule", header ? "module TopModule (input a, output y);" : null);
            var answer = AnswerReader.Read(Reply(text, finish), task);
            Assert.Equal(answer.Code is null ? 1 : 0, answer.Diagnostics.Count);
            Assert.Equal(answer.Trouble.Distinct(), answer.Trouble);
            if (answer.Code is { } code) Assert.Contains("endmodule", code.Split('\n')[^2], StringComparison.Ordinal);
            if (answer.Code is null) Assert.NotEmpty(answer.Trouble);
        },
        iter: 2000);

    [Fact]
    public void Read_AnyTests_AreTestsOrOneError() => Gen.Select(Texts, Finishes).Sample(
        (text, finish) =>
        {
            var parsed = SelfTestReader.Read(Reply("{" + text + "}", finish), 5);
            Assert.Equal(parsed.Value is null, parsed.Diagnostics.Any(d => d.Severity == Core.Diagnostics.DiagnosticSeverity.Error));
        },
        iter: 2000);

    [Fact]
    public void Read_HalfASurrogatePair_IsReplaced()
    {
        Assert.Contains("// \ufffd \ud83d\ude00\n", AnswerReader.Read(Reply("module TopModule;\n// \ud800 \ud83d\ude00\nendmodule", "stop"), new RtlTask("p", "Nothing.", "TopModule", null)).Code, StringComparison.Ordinal);
        Assert.Null(SelfTestReader.Read(Reply("{\udc00}", "stop"), 5).Value);
    }

    /// <summary>The patterns must not go through a long line more than a few times.</summary>
    [Theory]
    [InlineData(' ')]
    [InlineData(';')]
    [InlineData('(')]
    [InlineData('`')]
    [InlineData('/')]
    [InlineData('a')]
    public void Read_VeryLongLine_Ends(char letter)
    {
        var text = new string(letter, 200_000) + "x\n" + new string(letter, 200_000);

        Assert.NotNull(AnswerReader.Read(Reply(text, "stop"), new RtlTask("p", "Pass it on.", "TopModule", "module TopModule (input a, output y);")));
        Assert.Null(SelfTestReader.Read(Reply(text, "stop"), 5).Value);
    }

    private static ChatReply Reply(string text, string finish) => new(text, [], new ChatUsage(0, 0, 0, null), finish);
}
