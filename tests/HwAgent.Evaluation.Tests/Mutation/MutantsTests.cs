using HwAgent.Evaluation.Mutation;

namespace HwAgent.Evaluation.Tests.Mutation;

public sealed class MutantsTests
{
    private const string Text = """
        module m (input clk, input areset, input [3:0] a, output reg [3:0] q);
          // a & b stays in a comment
          always @(posedge clk, posedge areset)
            if (areset) q <= 4'hf;
            else q <= (a & q) + 3;
        endmodule

        """;

    [Fact]
    public void Of_Text_MakesOneFaultOfEachKind()
    {
        var mutants = Mutants.Of(Text, 100);

        Assert.Equal(["dropped-term", "edge", "inverted-reset", "off-by-one", "operator"], mutants.Select(static mutant => mutant.Kind).Distinct().Order());
        Assert.Contains(mutants, static mutant => mutant.Text.Contains("if (!areset)", StringComparison.Ordinal));
        Assert.Contains(mutants, static mutant => mutant.Text.Contains("negedge areset", StringComparison.Ordinal));
        Assert.Contains(mutants, static mutant => mutant.Text.Contains("q <= 4'd0;", StringComparison.Ordinal));
        Assert.Contains(mutants, static mutant => mutant.Text.Contains("(a | q) + 3", StringComparison.Ordinal));
        Assert.Contains(mutants, static mutant => mutant.Text.Contains("(a ) + 3", StringComparison.Ordinal));
        Assert.Contains(mutants, static mutant => mutant.Text.Contains("(a & q) ;", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_Text_LeavesHeaderAndCommentsAlone()
    {
        var header = Text[..Text.IndexOf("always", StringComparison.Ordinal)];

        Assert.All(Mutants.Of(Text, 100), mutant => Assert.StartsWith(header, mutant.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Of_Maximum_KeepsTheSameFewOfEveryKind()
    {
        var few = Mutants.Of(Text, 5);

        Assert.Equal(5, few.Select(static mutant => mutant.Kind).Distinct().Count());
        Assert.Equal(few, Mutants.Of(Text, 5));
        Assert.Subset(Mutants.Of(Text, 100).ToHashSet(), few.ToHashSet());
    }

    [Fact]
    public void Of_LoopHeader_IsLeftAlone() =>
        Assert.DoesNotContain(Mutants.Of("module m (input [7:0] a, output reg y);\n  integer i;\n  always @* begin y = 0; for (i = 0; i < 8; i = i + 1) y = y ^ a[i]; end\nendmodule\n", 100),
            static mutant => !mutant.Text.Contains("for (i = 0; i < 8; i = i + 1)", StringComparison.Ordinal));
}
