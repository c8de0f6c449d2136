using HwAgent.Agent.Llm;
using HwAgent.Core.Diagnostics;

namespace HwAgent.Agent.Tests.Llm;

public sealed class ReplyParserTests
{
    private const string Pe = "module pe (\n  input  logic clk_i,\n  output logic [7:0] y_o\n);\n  assign y_o = '0;\nendmodule";

    [Theory]
    [InlineData("{\"rows\": 16}")]
    [InlineData("```json\n{\"rows\": 16}\n```")]
    [InlineData("```\n{\"rows\": 16}\n```")]
    [InlineData("Here you are:\r\n\r\n```json\r\n{\"rows\":\r\n 16}\r\n```\r\nIt is fast.")]
    [InlineData("~~~~json\n{\"rows\": 16}\n~~~~")]
    [InlineData("<think>\nmaybe {\"rows\": 8}? no\n</think>\n{\"rows\": 16}")]
    [InlineData("maybe {\"rows\": 8}?\n</think>\n\n{\"rows\": 16}")]
    [InlineData("<Thinking>a</Thinking><reasoning>b</reasoning>{\"rows\": 16}")]
    [InlineData("The array {rows, columns} is best: {\"rows\": 16} because {it fits}.")]
    [InlineData("{\"rows\": 16}\n\nAgain: {\"rows\": 16}")]
    [InlineData("```verilog\nassign a = {b, c};\n```\n```json\n{\"rows\": 16}\n```")]
    [InlineData("```json\n{\"rows\": 16}")]
    public void Json_MessyReply_FindsTheObject(string text)
    {
        var parsed = ReplyParser.Json(Reply(text));

        Assert.Empty(parsed.Diagnostics);
        Assert.Equal(16, parsed.Value!.RootElement.GetProperty("rows").GetInt32());
    }

    [Fact]
    public void Json_BracesAndQuotesInStrings_AreNotStructure()
    {
        var parsed = ReplyParser.Json(Reply("Answer: {\"why\": \"a } and a \\\" and ``` here\", \"n\": {\"m\": 1}} done"));

        Assert.Equal("a } and a \" and ``` here", parsed.Value!.RootElement.GetProperty("why").GetString());
    }

    [Theory]
    [InlineData("", "stop", "reply.empty")]
    [InlineData("  \n ", "stop", "reply.empty")]
    [InlineData("<think></think>", "stop", "reply.empty")]
    [InlineData("", "length", "reply.truncated")]
    [InlineData("<think>\nI should", "stop", "reply.truncated")]
    [InlineData("<think>\nI should {\"rows\": 1}", "length", "reply.truncated")]
    [InlineData("I can't help with that.", "stop", "reply.no-json")]
    [InlineData("[1, 2]", "stop", "reply.no-json")]
    [InlineData("{\"rows\": 16,}", "stop", "reply.no-json")]
    [InlineData("{rows: 16}", "stop", "reply.no-json")]
    [InlineData("{\"rows\": 16 // fast\n}", "stop", "reply.no-json")]
    [InlineData("{\"rows\": 16, \"rows\": 8}", "stop", "reply.no-json")]
    [InlineData("{\"rows\": 16, \"columns", "stop", "reply.truncated")]
    [InlineData("```json\n{\"rows\": 16,\n", "length", "reply.truncated")]
    [InlineData("{\"rows\": 16} or {\"rows\": 32}", "stop", "reply.several-objects")]
    [InlineData("partial", "content_filter", "reply.filtered")]
    public void Json_BadReply_IsOneErrorWithAdvice(string text, string finish, string code)
    {
        var parsed = ReplyParser.Json(Reply(text, finish));

        Assert.Null(parsed.Value);
        var error = Assert.Single(parsed.Diagnostics);
        Assert.Equal(("model", DiagnosticSeverity.Error, code), (error.Tool, error.Severity, error.Code));
        Assert.False(string.IsNullOrWhiteSpace(error.Advice));
    }

    [Fact]
    public void Json_TrailingComma_NamesItsLine()
    {
        var error = ReplyParser.Json(Reply("Sure:\n```json\n{\n  \"rows\": 16,\n}\n```")).Diagnostics.Single();

        Assert.Equal((4, "The JSON object has a trailing comma before '}'."), (error.Line, error.Message));
    }

    [Fact]
    public void JsonOfT_FollowsSchema_IsTheRecord()
    {
        Assert.Equal(new TestProposal(16, "why not"), ReplyParser.Json(Reply("{\"rows\": 16, \"reason\": \"why not\"}"), TestJson.Default.TestProposal).Value);
    }

    [Theory]
    [InlineData("{\"rows\": \"many\", \"reason\": \"x\"}", "at $.rows")]
    [InlineData("{\"reason\": \"x\"}", "rows")]
    [InlineData("{\"rows\": 1, \"reason\": \"x\", \"cols\": 2}", "cols")]
    public void JsonOfT_ViolatesSchema_NamesTheMember(string text, string expected)
    {
        var error = ReplyParser.Json(Reply(text), TestJson.Default.TestProposal).Diagnostics.Single();

        Assert.Equal("reply.schema", error.Code);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Pe)]
    [InlineData("```systemverilog\n" + Pe + "\n```")]
    [InlineData("```verilog\n" + Pe + "\n```\nThis module is small.")]
    [InlineData("```\n" + Pe + "\n```")]
    [InlineData("<think>module pe (input x); endmodule</think>\n```sv\n" + Pe + "\n```")]
    [InlineData("This module implements a PE.\nmodule names matter, so:\n\n" + Pe + "\n\nThe module pe ends here.")]
    [InlineData("First:\n```sv\n" + Pe + "\n```\nAgain, unchanged:\n```sv\n" + Pe + "\n```")]
    [InlineData("```json\n{\"a\": 1}\n```\n```SystemVerilog\n" + Pe + "\n```")]
    [InlineData("```systemverilog\n" + Pe)]
    public void Rtl_MessyReply_FindsTheModule(string text)
    {
        var parsed = ReplyParser.Rtl(Reply(text), "pe");

        Assert.Empty(parsed.Diagnostics);
        var source = Assert.Single(parsed.Value!.Sources);
        Assert.Equal(("pe.sv", Pe + "\n"), (source.Name, source.Text));
    }

    [Fact]
    public void Rtl_HelperModulesAndDirectives_AreKeptWithTopLast()
    {
        const string Text = "```systemverilog\n`default_nettype none\n// The top.\nmodule pe #(parameter Width = 8) (input a);\n  helper u_helper (.a);\nendmodule : pe\n\n// The helper.\nmodule helper(input a);\n  // endmodule is not here\n  localparam S = \"endmodule\"; /* nor\n endmodule */\nendmodule\n```";

        var design = ReplyParser.Rtl(Reply(Text), "pe").Value!;

        Assert.Equal("pe", design.Top);
        Assert.Equal(["helper.sv", "pe.sv"], design.Sources.Select(s => s.Name));
        Assert.StartsWith("// The helper.\nmodule helper", design.Sources[0].Text, StringComparison.Ordinal);
        Assert.EndsWith("endmodule */\nendmodule\n", design.Sources[0].Text, StringComparison.Ordinal);
        Assert.StartsWith("`default_nettype none\n// The top.", design.Sources[1].Text, StringComparison.Ordinal);
        Assert.EndsWith("endmodule : pe\n", design.Sources[1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "stop", "reply.empty")]
    [InlineData("I would use a systolic array.", "stop", "reply.no-module")]
    [InlineData("I would use a systolic", "length", "reply.truncated")]
    [InlineData("```systemverilog\nassign a = b;\n```", "stop", "reply.no-module")]
    [InlineData("```sv\nmodule other (input a);\nendmodule\n```", "stop", "reply.no-module")]
    [InlineData("```sv\nmodule pe (input a);\n  assign b =", "length", "reply.truncated")]
    [InlineData("```sv\nmodule pe (input a);\n  assign b = 1;\n```", "stop", "reply.truncated")]
    [InlineData("```sv\nmodule pe", "length", "reply.truncated")]
    [InlineData("```sv\nmodule pe (input a);\nendmodule\n```\nBetter:\n```sv\nmodule pe (input b);\nendmodule\n```", "stop", "reply.several-modules")]
    public void Rtl_BadReply_IsOneErrorWithAdvice(string text, string finish, string code)
    {
        var parsed = ReplyParser.Rtl(Reply(text, finish), "pe");

        Assert.Null(parsed.Value);
        var error = Assert.Single(parsed.Diagnostics);
        Assert.Equal(("model", DiagnosticSeverity.Error, code), (error.Tool, error.Severity, error.Code));
        Assert.False(string.IsNullOrWhiteSpace(error.Advice));
    }

    [Fact]
    public void Rtl_WrongName_NamesWhatWasFoundAndWhatIsWanted()
    {
        var error = ReplyParser.Rtl(Reply("module other (input a);\nendmodule"), "pe").Diagnostics.Single();

        Assert.Equal("The reply defines other, but not module pe.", error.Message);
    }

    [Fact]
    public void Rtl_LimitReachedAfterTheModule_IsANote()
    {
        var parsed = ReplyParser.Rtl(Reply("```sv\n" + Pe + "\n```\nThis desi", "length"), "pe");

        Assert.True(parsed.IsValid);
        Assert.Equal((DiagnosticSeverity.Note, "reply.truncated"), (parsed.Diagnostics.Single().Severity, parsed.Diagnostics.Single().Code));
    }

    [Fact]
    public void Parse_AnyPrefixOfAReply_NeverThrows()
    {
        var whole = "<think>a {b}</think> Text {x\n```json\n{\"rows\": [1, {\"a\": \"}\\\"\"}],}\n```\n```sv\n" + Pe + "\n/* open\n```\n\"q";
        for (var length = 0; length <= whole.Length; length++)
        {
            foreach (var finish in new[] { "stop", "length" })
            {
                var json = ReplyParser.Json(Reply(whole[..length], finish));
                var rtl = ReplyParser.Rtl(Reply(whole[..length], finish), "pe");

                Assert.NotEqual(json.IsValid, json.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error));
                Assert.NotEqual(rtl.IsValid, rtl.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error));
            }
        }
    }

    private static ChatReply Reply(string text, string finish = "stop") => new(text, [], new ChatUsage(0, 0, 0, null), finish);
}
