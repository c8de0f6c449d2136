using HwAgent.Evals.Rtllm;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Tests.Rtllm;

/// <summary>Both verdicts on five official designs: their references, empty modules, wrong designs, attacks.</summary>
public sealed class RtllmGradingTests(GradingFixture fixture)
{
    private static readonly IReadOnlyList<RtlProblem> Problems = new RtllmBenchmark().Read(GradingFixture.Data("rtllm-v2-sample"));
    private readonly IRtlGrader grader = new RtllmBenchmark().CreateGrader(fixture.Tools);

    public static TheoryData<string> Designs => [.. Problems.Select(static problem => problem.Id)];

    /// <summary>Faults put into a reference: design, text, text in its place, and whether the testbench itself overlooks it.</summary>
    public static TheoryData<string, string, string, bool> Faults => new()
    {
        { "adder_8bit", "assign cout = c[7]", "assign cout = c[6]", true },
        { "adder_8bit", ".cin(c[3])", ".cin(c[2])", false },
        { "fsm", "ST_cr == s4 && IN == 1", "ST_cr == s4 && IN == 0", false },
        { "fsm", "posedge CLK or posedge RST", "posedge CLK or negedge RST", true },
        { "pe", "cc + a*b", "cc + a+b", false },
        { "pe", "assign c = cc", "assign c = rst ? 5 : cc", true },
        { "accu", "count == 'd3", "count == 'd2", false },
        { "accu", "data_out <= data_out + data_in", "data_out <= data_out - data_in", false },
        { "LIFObuffer", "SP = SP - 1'b1", "SP = SP - 2", false },
        { "LIFObuffer", "dataOut = stack_mem[SP]", "dataOut = stack_mem[0]", false },
    };

    [Theory]
    [MemberData(nameof(Designs))]
    public async Task GradeAsync_Reference_PassesBothRules(string design)
    {
        var grade = await GradeAsync(design, ReferenceAnswer.Of(Problem(design)));
        Assert.True(grade.OfficialPassed);
        Assert.Equal((StrictVerdict.Passed, RtlOutcome.Correct), (grade.Strict, grade.Outcome));
        Assert.True(grade.Samples > 0);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task GradeAsync_FaultyReference_FailsStrict(string design, string text, string fault, bool overlooked)
    {
        var reference = ReferenceAnswer.Of(Problem(design));
        Assert.Contains(text, reference);
        var grade = await GradeAsync(design, reference.Replace(text, fault, StringComparison.Ordinal));
        Assert.Equal((StrictVerdict.Failed, RtlOutcome.Mismatch), (grade.Strict, grade.Outcome));
        Assert.Equal(overlooked, grade.OfficialPassed);
    }

    [Theory]
    [MemberData(nameof(Designs))]
    public async Task GradeAsync_PrintsThePassLine_PassesTheOfficialRuleAlone(string design)
    {
        var grade = await GradeAsync(design, Empty(design).Replace("endmodule", "initial begin $display(\"===========Your Design Passed===========\"); $finish; end endmodule", StringComparison.Ordinal));
        Assert.True(grade.OfficialPassed);
        Assert.Equal((StrictVerdict.Failed, RtlOutcome.Refused), (grade.Strict, grade.Outcome));
    }

    [Theory]
    [MemberData(nameof(Designs))]
    public async Task GradeAsync_EmptyModule_FailsStrict(string design)
    {
        var grade = await GradeAsync(design, Empty(design));
        Assert.Equal(StrictVerdict.Failed, grade.Strict);
        Assert.NotEmpty(grade.Diagnostics);
    }

    [Fact]
    public async Task GradeAsync_NoCode_FailsBothRules()
    {
        var grade = await GradeAsync("pe", "  ");
        Assert.Equal((false, StrictVerdict.Failed, RtlOutcome.NoCode), (grade.OfficialPassed, grade.Strict, grade.Outcome));
    }

    [Fact]
    public async Task GradeAsync_SyntaxError_IsACompileErrorWithItsLine()
    {
        var grade = await GradeAsync("pe", "module pe(input clk, rst, input [31:0] a, b, output [31:0] c);\nassign c = a +;\nendmodule\n");
        Assert.Equal((false, "syntax", RtlOutcome.CompileError), (grade.OfficialPassed, grade.OfficialReason, grade.Outcome));
        Assert.Contains(grade.Diagnostics, static finding => finding.Line == 2);
    }

    [Fact]
    public async Task GradeAsync_RightButHoldsItsOutputs_PassesWhereTheTaskLeavesThatOpen()
    {
        // Sums only when four values are there, where the reference shows every partial sum.
        const string answer = """
            module accu(input clk, input rst_n, input [7:0] data_in, input valid_in, output reg valid_out, output reg [9:0] data_out);
              reg [1:0] count; reg [9:0] sum;
              always @(posedge clk or negedge rst_n)
                if (!rst_n) begin count <= 0; sum <= 0; valid_out <= 0; data_out <= 0; end
                else begin
                  valid_out <= valid_in && count == 3;
                  if (valid_in) begin
                    count <= count + 1;
                    sum <= count == 3 ? 0 : sum + data_in;
                    if (count == 3) data_out <= sum + data_in;
                  end
                end
            endmodule
            """;
        var grade = await GradeAsync("accu", answer);
        Assert.True(grade.OfficialPassed);
        Assert.Equal(StrictVerdict.Passed, grade.Strict);
        Assert.Contains(grade.Diagnostics, static finding => finding.Code == "grader.difference");
    }

    private static RtlProblem Problem(string design) => Problems.Single(problem => problem.Id == design);

    /// <summary>The ports of a design and nothing else.</summary>
    private static string Empty(string design)
    {
        var problem = Problem(design);
        return HwAgent.Evaluation.Probing.ModuleInterface.Read(ReferenceAnswer.Of(problem), problem.Module)!.Header() + "endmodule\n";
    }

    private Task<RtlGrade> GradeAsync(string design, string answer) => grader.GradeAsync(Problem(design), answer, TestContext.Current.CancellationToken);
}
