using System.Text.Json;
using HwAgent.Agent.Llm;
using HwAgent.Agent.Solving.SelfTesting;
using HwAgent.Core.Diagnostics;

namespace HwAgent.Agent.Tests.Solving.SelfTesting;

public sealed class SelfTestReaderTests
{
    private const string Register = """
        "clock": "clk", "inputs": [{"name": "d", "width": 4}], "outputs": [{"name": "q", "width": 4}, {"name": "full", "width": 1}]
        """;

    [Fact]
    public void Read_WellFormed_GivesWordsOfTheDeclaredWidths()
    {
        var parsed = Read($$"""{ {{Register}}, "tests": [{"name": "stores", "steps": [[5, 5, false], ["4'hf", "4'b1x01", null]]}] }""");

        var tests = parsed.Value!;
        Assert.Empty(parsed.Diagnostics);
        Assert.Equal("clk", tests.Clock);
        Assert.Equal([new SelfTestPort("d", 4)], tests.Inputs);
        var steps = Assert.Single(tests.Cases).Steps;
        Assert.Equal(["0101", "0101", "0"], steps[0].Inputs.Concat(steps[0].Outputs));
        Assert.Equal(["1111", "1x01", "x"], steps[1].Inputs.Concat(steps[1].Outputs));
    }

    [Fact]
    public void Read_ClockListedAmongTheInputs_LosesItsColumn()
    {
        var tests = Read("""{"clock": "clk", "inputs": [{"name": "clk", "width": 1}, {"name": "d", "width": 1}], "outputs": [{"name": "q", "width": 1}], "tests": [{"name": "t", "steps": [[0, 1, 1]]}]}""").Value!;

        Assert.Equal([new SelfTestPort("d", 1)], tests.Inputs);
        Assert.Equal(["1"], tests.Cases[0].Steps[0].Inputs);
    }

    [Theory]
    [InlineData("[1]", "step 1, is no list of 1 input and 2 output values")]
    [InlineData("[16, 0, 0]", "step 1: 16 is no 4-bit value for d")]
    [InlineData("[1, 1.5, 0]", "step 1: 1.5 is no 4-bit value for q")]
    [InlineData("[1, \"oops\", 0]", "is no 4-bit value for q")]
    [InlineData("[1, \"x\", \"x\"]", "expects nothing")]
    public void Read_OneBadTest_IsLeftOutWithAWarning(string row, string message)
    {
        var parsed = Read($$"""{ {{Register}}, "tests": [{"name": "bad", "steps": [{{row}}]}, {"name": "good", "steps": [[1, 1, 0]]}] }""");

        Assert.Equal("good", Assert.Single(parsed.Value!.Cases).Name);
        var warning = Assert.Single(parsed.Diagnostics);
        Assert.Equal(DiagnosticSeverity.Warning, warning.Severity);
        Assert.Contains(message, warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("I would rather not.", "reply.no-json")]
    [InlineData("{}", "tests.shape")]
    [InlineData("""{"clock": null, "inputs": 3, "outputs": [], "tests": []}""", "tests.shape")]
    [InlineData("""{"clock": null, "inputs": [], "outputs": [], "tests": []}""", "tests.port")]
    [InlineData("""{"clock": null, "inputs": [{"name": "a); initial $finish; //", "width": 1}], "outputs": [], "tests": []}""", "tests.port")]
    [InlineData("""{"clock": "c[0]", "inputs": [], "outputs": [{"name": "y", "width": 1}], "tests": []}""", "tests.port")]
    [InlineData("""{"clock": null, "inputs": [{"name": "y", "width": 1}], "outputs": [{"name": "y", "width": 1}], "tests": []}""", "tests.port")]
    [InlineData("""{"clock": null, "inputs": [{"name": "a", "width": 99999999}], "outputs": [{"name": "y", "width": 1}], "tests": []}""", "tests.port")]
    [InlineData("""{"clock": null, "inputs": [], "outputs": [{"name": "y", "width": 1}], "tests": "none"}""", "tests.shape")]
    [InlineData("""{"clock": null, "inputs": [], "outputs": [{"name": "y", "width": 1}], "tests": [7, {"steps": []}]}""", "tests.none")]
    public void Read_Unusable_IsAnError(string text, string code)
    {
        var parsed = Read(text);

        Assert.Null(parsed.Value);
        Assert.Contains(parsed.Diagnostics, d => d.Severity == DiagnosticSeverity.Error && d.Code == code);
    }

    /// <summary>A short reply must not become a testbench of gigabytes, nor a long number hours of arithmetic.</summary>
    [Fact]
    public void Read_OutsizedTests_AreRefused()
    {
        var wide = string.Join(", ", Enumerable.Range(0, 3).Select(i => $$"""{"name": "a{{i}}", "width": 4000}"""));
        Assert.Contains(Read($$"""{"clock": null, "inputs": [{{wide}}], "outputs": [{"name": "y", "width": 1}], "tests": [{"name": "t", "steps": [[0, 0, 0, 1]]}]}""").Diagnostics, d => d.Code == "tests.port");

        var rows = string.Join(", ", Enumerable.Repeat("[0, 1]", 500));
        var many = string.Join(", ", Enumerable.Range(1, 4).Select(i => $$"""{"name": "t{{i}}", "steps": [{{rows}}]}"""));
        Assert.Equal(["t1", "t2"], Read($$"""{"clock": null, "inputs": [{"name": "a", "width": 4000}], "outputs": [{"name": "y", "width": 1}], "tests": [{{many}}]}""").Value!.Cases.Select(c => c.Name));

        Assert.Equal("tests.none", Read($$"""{ {{Register}}, "tests": [{"name": "t", "steps": [[{{new string('9', 100_000)}}, 1, 0]]}] }""").Diagnostics[^1].Code);
    }

    [Fact]
    public void Read_MoreThanAskedFor_KeepsTheFirst()
    {
        var many = string.Join(", ", Enumerable.Range(1, 5).Select(i => $$"""{"name": "t{{i}}", "steps": [[1, 1, 0]]}"""));

        Assert.Equal(["t1", "t2"], SelfTestReader.Read(Reply($$"""{ {{Register}}, "tests": [{{many}}] }"""), 2).Value!.Cases.Select(c => c.Name));
    }

    [Theory]
    [InlineData("5", 4, "0101")]
    [InlineData("-1", 4, "1111")]
    [InlineData("-9", 4, null)]
    [InlineData("true", 2, "01")]
    [InlineData("\"8'hA5\"", 8, "10100101")]
    [InlineData("\"0x1_f\"", 8, "00011111")]
    [InlineData("\"'h00f\"", 4, "1111")]
    [InlineData("\"'h01f\"", 4, null)]
    [InlineData("\"8'hx5\"", 8, "xxxx0101")]
    [InlineData("\"0b101\"", 4, "0101")]
    [InlineData("\"3'b102\"", 3, null)]
    [InlineData("\"8'd255\"", 8, "11111111")]
    [InlineData("\"12\"", 4, "1100")]
    [InlineData("\"6'o17\"", 6, "001111")]
    [InlineData("\"x\"", 3, "xxx")]
    [InlineData("null", 3, "xxx")]
    [InlineData("123456789012345678901234567890", 100, "0001100011101110100100001111111101101100001101110011111000001110111001001110001111110000101011010010")]
    [InlineData("\"\"", 3, null)]
    [InlineData("\"8'hg\"", 8, null)]
    [InlineData("[1]", 3, null)]
    public void Parse_Values_AreVerilogsMeaning(string json, int width, string? expected)
    {
        using var value = JsonDocument.Parse(json);
        Assert.Equal(expected, SelfTestWord.Parse(value.RootElement, width));
    }

    private static Parsed<SelfTests> Read(string text) => SelfTestReader.Read(Reply(text), 10);

    private static ChatReply Reply(string text) => new(text, [], new ChatUsage(0, 0, 0, null), "stop");
}
