using HwAgent.Agent.Llm;
using HwAgent.Agent.Solving;

namespace HwAgent.Agent.Tests.Solving;

public sealed class AnswerReaderTests
{
    private const string Header = "module TopModule (\n  input a,\n  input b,\n  output y\n);";
    private const string Whole = "module TopModule (input a, input b, output y);\n  assign y = a & b;\nendmodule\n";

    private static readonly RtlTask Task = new("p", "And.", "TopModule", Header);

    [Fact]
    public void Read_FencedModule_IsTheAnswerWithoutTrouble()
    {
        var answer = Read($"Here it is:\n```verilog\n{Whole}```\nIt is an and.");

        Assert.Equal(Whole, answer.Code);
        Assert.Empty(answer.Trouble);
    }

    [Fact]
    public void Read_ReasoningWithADraft_IsRemovedAndCounted()
    {
        var answer = Read($"<think>\nmodule TopModule(input a, output y);\n  assign y = a;\nendmodule\n</think>\n```verilog\n{Whole}```");

        Assert.Equal(Whole, answer.Code);
        Assert.Equal(["reasoning"], answer.Trouble);
    }

    [Fact]
    public void Read_NoFence_IsTakenFromTheProse()
    {
        var answer = Read($"The module asked for:\n\n{Whole}\nThis module is an and gate.");

        Assert.Equal(Whole, answer.Code);
        Assert.Equal(["no-fence"], answer.Trouble);
    }

    [Fact]
    public void Read_SeveralModules_KeepsWhatTheTopNeedsAndDropsTheRest()
    {
        const string Top = "module TopModule (input a, input b, output y);\n  gate u_gate (.a(a), .b(b), .y(y)); // not tb\nendmodule\n";
        var answer = Read($"```verilog\n{Top}\nmodule gate (input a, input b, output y);\n  inner u_inner (a, b, y);\nendmodule\n```\n"
            + "```verilog\nmodule inner (input a, input b, output y);\n  assign y = a & b;\nendmodule\n```\nA testbench:\n```verilog\nmodule tb;\n  TopModule dut ();\n  initial $finish;\nendmodule\n```");

        Assert.Equal(["several-modules"], answer.Trouble);
        Assert.EndsWith(Top, answer.Code, StringComparison.Ordinal);
        Assert.Contains("module gate", answer.Code, StringComparison.Ordinal);
        Assert.Contains("module inner", answer.Code, StringComparison.Ordinal);
        Assert.DoesNotContain("$finish", answer.Code, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TwoVersions_TakesTheLastAndCountsIt()
    {
        var answer = Read($"First try:\n```verilog\n{Whole.Replace('&', '|')}```\nNo, it is an and:\n```verilog\n{Whole}```");

        Assert.Equal(Whole, answer.Code);
        Assert.Equal(["several-answers"], answer.Trouble);
    }

    [Theory]
    [InlineData("```verilog\n  assign y = a & b;\nendmodule\n```")]
    [InlineData("```verilog\n  assign y = a & b;\n```")]
    [InlineData("```\nassign y = a & b;\nendmodule\n```\nThe module ends here.")]
    public void Read_BodyOfTheGivenHeader_IsPutBehindIt(string text)
    {
        var answer = Read(text);

        Assert.StartsWith(Header + "\n", answer.Code, StringComparison.Ordinal);
        Assert.Equal("assignTopModuley=a&b;endmodule", answer.Code![Header.Length..].Replace("assign", "assignTopModule", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal));
        Assert.Equal(["continued-header"], answer.Trouble);
    }

    [Fact]
    public void Read_BodyWithoutFence_StartsAtTheFirstStatement()
    {
        var answer = Read("I continue the module.\n\n    assign y = a & b;\nendmodule\nand that is all");

        Assert.Equal(Header + "\n    assign y = a & b;\nendmodule\n", answer.Code);
        Assert.Equal(["continued-header", "no-fence"], answer.Trouble);
    }

    /// <summary>The shape of two records of the RTLFixer data: the body first, the modules it needs behind it.</summary>
    [Theory]
    [InlineData("{0}")]
    [InlineData("```verilog\n{0}\n```")]
    public void Read_BodyFollowedByModules_KeepsThoseItNeeds(string form)
    {
        var answer = Read(string.Format(null, form, "gate u_gate (\n  .a(a), .b(b), .y(y)\n);\nendmodule\n\nmodule gate (input a, input b, output y);\n  assign y = a & b;\nendmodule\n\nmodule tb;\nendmodule"));

        Assert.Equal("module gate (input a, input b, output y);\n  assign y = a & b;\nendmodule\n\n" + Header + "\ngate u_gate (\n  .a(a), .b(b), .y(y)\n);\nendmodule\n", answer.Code);
        Assert.Contains("continued-header", answer.Trouble);
        Assert.Contains("several-modules", answer.Trouble);
    }

    [Fact]
    public void Read_BodyWithoutAHeaderInTheTask_IsNoAnswer()
    {
        var answer = AnswerReader.Read(Reply("```verilog\n  assign y = a & b;\nendmodule\n```"), Task with { Header = null });

        Assert.Null(answer.Code);
        Assert.Equal(["no-code"], answer.Trouble);
        Assert.Equal("reply.no-module", Assert.Single(answer.Diagnostics).Code);
    }

    [Theory]
    [InlineData("", "stop", "empty")]
    [InlineData("   \n", "stop", "empty")]
    [InlineData("I cannot help with that.", "stop", "no-code")]
    [InlineData("The module keyword starts a module.", "stop", "no-code")]
    [InlineData("It has two inputs (a and b); the output is y.", "stop", "no-code")]
    [InlineData("whatever", "content_filter", "filtered")]
    [InlineData("<think>\nlet me see", "length", "truncated")]
    [InlineData("Let me begin with", "length", "truncated")]
    [InlineData("```verilog\nmodule TopModule (input a, input b, output y);\n  assign y", "length", "truncated")]
    [InlineData("```verilog\n  assign y = a &", "length", "truncated")]
    [InlineData("```verilog\nmodule top_module (input a, input b, output y);\n  assign y = a & b;\nendmodule\n```", "stop", "wrong-module")]
    public void Read_NoAnswer_SaysWhyAndCountsIt(string text, string finish, string kind)
    {
        var answer = AnswerReader.Read(Reply(text, finish), Task);

        Assert.Null(answer.Code);
        Assert.Contains(kind, answer.Trouble);
        Assert.NotNull(Assert.Single(answer.Diagnostics).Advice);
    }

    [Fact]
    public void Read_CutAfterTheAnswer_IsUsedAndCounted()
    {
        var answer = AnswerReader.Read(Reply($"```verilog\n{Whole}```\nA testbench:\n```verilog\nmodule tb;\n  initial", "length"), Task);

        Assert.Equal(Whole, answer.Code);
        Assert.Equal(["several-modules", "truncated-after-answer"], answer.Trouble);
    }

    [Fact]
    public void Read_CutInTheLastVersion_IsNoAnswer()
    {
        var answer = AnswerReader.Read(Reply($"```verilog\n{Whole}```\nBetter:\n```verilog\nmodule TopModule (input a, input b, output y);\n  assign", "length"), Task);

        Assert.Null(answer.Code);
        Assert.Equal(["truncated"], answer.Trouble);
    }

    [Fact]
    public void Of_EveryFault_IsAKindWithHyphens() => Assert.Equal(
        ["rate-limited", "server-error", "connection", "cut-off", "malformed-response", "timed-out", "unauthorized", "not-found", "context-too-long", "quota-exhausted", "bad-request"],
        Enum.GetValues<ModelFault>().Select(TroubleKinds.Of));

    private static RtlAnswer Read(string text) => AnswerReader.Read(Reply(text), Task);

    private static ChatReply Reply(string text, string finish = "stop") => new(text, [], new ChatUsage(0, 0, 0, null), finish);
}
