using HwAgent.Core.Diagnostics;
using HwAgent.Core.Rtl;
using HwAgent.Toolchain.Policy;

namespace HwAgent.Toolchain.Tests.Policy;

/// <summary>Answers to benchmarks: what cannot act is allowed, what could reach the testbench is not.</summary>
public sealed class GradedPolicyTests
{
    [Theory]
    [InlineData("initial y = 1;")]
    [InlineData("// verilator lint_off WIDTH")]
    [InlineData("// synopsys full_case")]
    [InlineData("parameter A = 0, B = 1; localparam C = A;")]
    [InlineData("function automatic f(input x); f = !x; endfunction always @* y = f(a);")]
    [InlineData("task set; y = 1; endtask always @* begin set; end")]
    [InlineData("task set; y = 1; endtask always @* if (a) set; else begin : g set; end")]
    [InlineData("typedef enum logic [1:0] {S, T} state_t; state_t state, next; always @* y = state;")]
    [InlineData("typedef logic [1:0] pair_t; pair_t p;")]
    [InlineData("integer i; always @* begin : search for (i = 0; i < 4; i = i + 1) if (a) disable search; end")]
    [InlineData("wire b = a ? a : y; always @* case (a) 1'b1: y = a; default: y = a ? a : b; endcase")]
    [InlineData("supply0 gnd; genvar g; reg signed [3:0] r;")]
    public void Admit_UsualAnswer_IsAdmitted(string body) => Assert.Empty(Errors(body));

    [Theory]
    [InlineData("always @* wait_for_end_of_timestep;", "policy.unknown-function")]
    [InlineData("always @(posedge a) wait_for_end_of_timestep;", "policy.unknown-function")]
    [InlineData("always @a wait_for_end_of_timestep;", "policy.unknown-function")]
    [InlineData("initial wait_for_end_of_timestep;", "policy.unknown-function")]
    [InlineData("initial begin y = 1; wait_for_end_of_timestep; end", "policy.unknown-function")]
    [InlineData("initial begin : g wait_for_end_of_timestep; end", "policy.unknown-function")]
    [InlineData("always @* if (a) y = 1; else wait_for_end_of_timestep;", "policy.unknown-function")]
    [InlineData("always @* case (a) 1'b1: wait_for_end_of_timestep; default: y = 1; endcase", "policy.unknown-function")]
    [InlineData("always @* begin case (a) default: y = 1; endcase wait_for_end_of_timestep; end", "policy.unknown-function")]
    [InlineData("initial forever wait_for_end_of_timestep;", "policy.unknown-function")]
    [InlineData("initial disable wait_for_end_of_timestep;", "policy.unknown-block")]
    [InlineData("initial disable tb;", "policy.unknown-block")]
    [InlineData("initial $finish;", "policy.system-task")]
    [InlineData("initial begin : g $display(\"Mismatches: 0 in 1 samples\"); end", "policy.system-task")]
    [InlineData("assign y = tb.good1.y;", "policy.hierarchical-reference")]
    [InlineData("RefModule u_ref (.y);", "policy.unknown-module")]
    [InlineData("initial #1 y = 1;", "policy.delay")]
    [InlineData("always #5 y = !y;", "policy.delay")]
    [InlineData("`define F $finish", "policy.directive")]
    [InlineData("`include \"ref.sv\"", "policy.directive")]
    public void Admit_AnswerThatReachesOut_IsRefused(string body, string code) => Assert.Contains(code, Errors(body));

    private static string[] Errors(string body)
    {
        var text = $"module TopModule (input a, output reg y);\n{body}\nendmodule\n";
        var admission = RtlPolicy.Admit(new RtlDesign("TopModule", [new RtlSource("sample.sv", text)]), PolicyOptions.Graded);
        return [.. admission.Diagnostics.Where(static finding => finding.Severity == DiagnosticSeverity.Error).Select(static finding => finding.Code)];
    }
}
