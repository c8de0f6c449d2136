using CsCheck;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Rtl;
using HwAgent.Toolchain.Policy;

namespace HwAgent.Toolchain.Tests.Policy;

public sealed class RtlPolicyTests
{
    [Theory]
    [InlineData("assign y = $random;", "policy.system-task")]
    [InlineData("assign y = $clog2(4) + $time;", "policy.system-task")]
    [InlineData("assign y = $c(\"1\");", "policy.system-task")]
    [InlineData("assign y = $c32(\"1\");", "policy.system-task")]
    [InlineData("if (1) $error(\"x\");", "policy.system-task")]
    [InlineData("always @* $ display(y);", "policy.unknown-function")]
    [InlineData("assign y = u_sub.q;", "policy.hierarchical-reference")]
    [InlineData("assign y = tb.dut.q;", "policy.hierarchical-reference")]
    [InlineData("assign y = tb . q;", "policy.hierarchical-reference")]
    [InlineData("assign y = tb\n./* here */q;", "policy.hierarchical-reference")]
    [InlineData("assign y = gen_row[0].q;", "policy.hierarchical-reference")]
    [InlineData("assign y = {tb.q};", "policy.hierarchical-reference")]
    [InlineData("if (0) begin : tb end assign y = tb.dut.q;", "policy.hierarchical-reference")]
    [InlineData("assign y = (tb).q;", "policy.hierarchical-reference")]
    [InlineData("assign $root.tb.q = 1;", "policy.hierarchical-reference")]
    [InlineData("assign y = \\tb.q ;", "policy.escaped-identifier")]
    [InlineData("assign y = \\tb .q;", "policy.escaped-identifier")]
    [InlineData("if (1) begin : g typedef struct packed {logic q;} s_t; s_t tb; end assign y = tb.q;", "policy.hierarchical-reference")]
    [InlineData("assign y = golden(1);", "policy.unknown-function")]
    [InlineData("always @* check(y);", "policy.unknown-function")]
    [InlineData("always @(a or check(y)) y = a;", "policy.unknown-function")]
    [InlineData("always @* begin import pkg::*; #(5) y = a; end", "policy.delay")]
    [InlineData("always @* if (y) check(y);", "policy.unknown-function")]
    [InlineData("reference u_ref (.y);", "policy.unknown-module")]
    [InlineData("reference #(.A(1)) u_ref [3:0] (.y);", "policy.unknown-module")]
    [InlineData("`include \"x.sv\"", "policy.directive")]
    [InlineData("`define X 1", "policy.directive")]
    [InlineData("assign y = `X;", "policy.directive")]
    [InlineData("assign y = ` X;", "policy.directive")]
    [InlineData("`line 1 \"x\" 0", "policy.directive")]
    [InlineData("`undef SYNTHESIS", "policy.directive")]
    [InlineData("`resetall", "policy.directive")]
    [InlineData("`default_nettype tri0", "policy.directive")]
    [InlineData("`ifdef VERILATOR\nassign y = 0;\n`endif", "policy.conditional")]
    [InlineData("`ifndef YOSYS\nassign y = 0;\n`endif", "policy.conditional")]
    [InlineData("`ifdef SYNTHESIS\nassign y = 0;", "policy.conditional")]
    [InlineData("`ifdef SYNTHESIS\n`elsif __ICARUS__\n`endif", "policy.conditional")]
    [InlineData("`endif", "policy.conditional")]
    [InlineData("initial y = 1;", "policy.initial")]
    [InlineData("final y = 1;", "policy.initial")]
    [InlineData("assign #1 y = a;", "policy.delay")]
    [InlineData("always @* begin : b #(5) y = a; end", "policy.delay")]
    [InlineData("always @* y <= #1 a;", "policy.delay")]
    [InlineData("always @* wait (a) y = 1;", "policy.keyword")]
    [InlineData("always @* fork y = 1; join", "policy.keyword")]
    [InlineData("always @* force y = 1;", "policy.keyword")]
    [InlineData("defparam tb.P = 1;", "policy.keyword")]
    [InlineData("bind tb m u_m ();", "policy.keyword")]
    [InlineData("import \"DPI-C\" function int f();", "policy.dpi")]
    [InlineData("import\n/* x */ \"DPI\" function int f();", "policy.dpi")]
    [InlineData("export \"DPI-C\" function f;", "policy.dpi")]
    [InlineData("(* blackbox *) wire b;", "policy.attribute")]
    [InlineData("(* keep, full_case *) wire b;", "policy.attribute")]
    [InlineData("// verilator lint_off WIDTH", "policy.tool-comment")]
    [InlineData("/* verilator public */", "policy.tool-comment")]
    [InlineData("/*verilator lint_off WIDTH*/", "policy.tool-comment")]
    [InlineData("//synopsys translate_off", "policy.tool-comment")]
    [InlineData("// Synthesis full_case", "policy.tool-comment")]
    [InlineData("// pragma translate_off", "policy.tool-comment")]
    [InlineData("// hidden \r assign y = tb.q;", "policy.text")]
    [InlineData("// \u202e reversed", "policy.text")]
    [InlineData("wire \u0430;", "policy.text")]
    [InlineData("/* open", "policy.text")]
    [InlineData("wire s = \"open;", "policy.text")]
    [InlineData("endmodule module m2; endmodule module m2;", "policy.duplicate-module")]
    [InlineData("endmodule module tb;", "policy.module-name")]
    [InlineData("endmodule package golden_pkg; endpackage module m3;", "policy.module-name")]
    public void Check_CandidateWithOneFault_NamesIt(string body, string code)
    {
        var findings = Errors(body);

        Assert.Contains(code, findings.Select(static finding => finding.Code));
        Assert.All(findings, static finding => Assert.True(finding is { Tool: "policy", File: "unit.sv", Line: >= 1, Column: >= 1, Advice.Length: > 0 }));
    }

    [Theory]
    [InlineData("assign y = a; // \u2192 see tb.q, $display and `define")]
    [InlineData("localparam string S = \"tb.q $finish `x\";")]
    [InlineData("assign y = $signed(a) >>> $clog2(8); localparam int W = $bits(a);")]
    [InlineData("logic [7:0] v; assign y = v[3] ^ v[2 +: 1] ^ (1.5 > 1) ^ 8'hA5 == '1;")]
    [InlineData("typedef struct packed {logic q; logic [3:0] n;} s_t; s_t s, t; assign y = s.q ^ t.n[1]; s_t [1:0] many; wire z = many[1].n[0];")]
    [InlineData("typedef struct packed {logic q;} in_t; typedef struct packed {in_t i;} out_t; out_t o; assign y = o.i.q;")]
    [InlineData("struct packed {logic q;} inline_s; assign y = inline_s.q;")]
    [InlineData("function automatic logic f(input logic x); f = ~x; endfunction assign y = f(a);")]
    [InlineData("function automatic logic [3:0] g; input logic x; begin g = {4{x}}; end endfunction assign y = g(a) == 0;")]
    [InlineData("sub #(.N(2)) u_sub (.a(a), .y), u_two (.a, .y(b)); logic b;")]
    [InlineData("sub u_sub (.*);")]
    [InlineData("for (genvar i = 0; i < 2; i++) begin : gen_x sub u_s [1:0] (.a(a), .y()); end")]
    [InlineData("always_ff @(posedge clk_i or negedge rst_ni) begin if (!rst_ni) q <= '0; else q <= a; end logic q;")]
    [InlineData("always @(*) y = a; always @* begin : named z = a; end logic z;")]
    [InlineData("(* ram_style = \"block\" *) logic [7:0] mem [0:511];")]
    [InlineData("typedef enum logic [1:0] {Idle, Run = 2'd2} st_t; st_t state; always_comb unique case (state) Idle: y = 0; default: y = 1; endcase")]
    [InlineData("`ifndef SYNTHESIS\nalways @(posedge clk_i) assert (a);\n`else\nwire q;\n`endif")]
    [InlineData("assign y = pkg::Width == 8;")]
    [InlineData("and g1 (y, a, b); logic b;")]
    [InlineData("generate if (1) begin : g assign y = a; end endgenerate")]
    [InlineData("assign y = (a) ? (b) : c[(2)]; logic b; logic [2:0] c;")]
    public void Check_OrdinaryCandidate_Passes(string body) => Assert.Empty(Errors(body));

    [Fact]
    public void Check_StructPort_MembersMayBeRead()
    {
        const string text = """
            `default_nettype none
            `timescale 1ns / 1ps
            module unit
              import unit_pkg::*;
            #(
              parameter int unsigned N = 4, // not for Icarus, and no matter of the policy
              parameter type T = logic [N-1:0]
            ) (
              input  req_t        req_i,
              output logic        y_o
            );
              assign y_o = req_i.valid;
            endmodule
            """;
        const string types = "package unit_pkg; typedef struct packed {logic valid;} req_t; endpackage\n";

        Assert.Empty(RtlPolicy.Check([new RtlSource("unit.sv", types + text)], PolicyOptions.Candidate));
    }

    [Fact]
    public void Check_Finding_QuotesTheLine()
    {
        var finding = Assert.Single(RtlPolicy.Check([new RtlSource("a.sv", "module a;\n  wire x = $random; // why\nendmodule\n")], PolicyOptions.Candidate));

        Assert.Equal(("a.sv", 2, 12, "  wire x = $random; // why"), (finding.File, finding.Line, finding.Column, finding.Excerpt));
        Assert.Equal(DiagnosticSeverity.Error, finding.Severity);
    }

    [Theory]
    [InlineData("../a.sv")]
    [InlineData("-f.sv")]
    [InlineData("a.txt")]
    [InlineData("a b.sv")]
    [InlineData("a.sv\n")]
    [InlineData("")]
    public void Check_FileName_MustBePlain(string name) =>
        Assert.Contains(RtlPolicy.Check([new RtlSource(name, "module a; endmodule\n")], PolicyOptions.Candidate), static finding => finding.Code == "policy.file-name");

    [Fact]
    public void Check_Sizes_AreLimited()
    {
        var options = PolicyOptions.Candidate with { MaxFileCharacters = 1000, MaxLineCharacters = 100 };

        Assert.Contains(RtlPolicy.Check([new RtlSource("a.sv", new string('\n', 1001))], options), static finding => finding.Code == "policy.file-length");
        Assert.Contains(RtlPolicy.Check([new RtlSource("a.sv", "module a; endmodule" + new string(' ', 100))], options), static finding => finding.Code == "policy.line-length");
    }

    [Fact]
    public void Check_ManyFaults_AreCutShort() =>
        Assert.Equal(50, RtlPolicy.Check([new RtlSource("a.sv", string.Concat(Enumerable.Repeat("`x\n", 10_000)))], PolicyOptions.Candidate).Count);

    [Fact]
    public void Check_AnyText_Ends()
    {
        string[] words = ["module m;", "endmodule", "a", ".", "(", ")", "[", "]", "{", "}", ",", ";", "#", "::", "`ifdef SYNTHESIS\n", "`endif\n", "begin", "end", "struct", "typedef", "function", "s_t", "=", "(*", "*)", "//x\n", "/*", "\""];
        Gen.Int[0, words.Length - 1].Array[0, 40].Sample(
            picks =>
            {
                var text = string.Join(' ', picks.Select(pick => words[pick]));
                RtlPolicy.Check([new RtlSource("a.sv", text)], PolicyOptions.Candidate);
                ToolText.Of(text, PolicyOptions.Candidate);
            },
            iter: 5000);
    }

    [Theory]
    [InlineData("initial begin q = 0; end reg q; if (P > 3) $error(\"P\"); localparam P = 1;")]
    [InlineData("// verilator lint_off UNUSED\nwire w; // verilator lint_on UNUSED")]
    [InlineData("`ifdef VERILATOR\n`endif")]
    [InlineData("elsewhere u_e (.a);")]
    [InlineData("for (genvar r = 0; r < 2; r++) begin : gen_row for (genvar c = 0; c < 2; c++) begin : gen_col logic q; if (c > 0) begin : gen_in assign q = gen_row[r].gen_col[c-1].q; end end end")]
    public void Check_Template_MayDoWhatCandidatesMayNot(string body)
    {
        Assert.Empty(RtlPolicy.Check([new RtlSource("unit.sv", Wrapped(body))], PolicyOptions.Template));
        Assert.NotEmpty(Errors(body));
    }

    [Theory]
    [InlineData("initial begin #5 $display(\"x\"); $finish; end")]
    [InlineData("always #5 clk = ~clk; reg clk; wire x = u_dut.q;")]
    [InlineData("`define P 3\ninitial $fdisplay(1, `P);")]
    public void Check_Testbench_MaySimulate(string body)
    {
        Assert.Empty(RtlPolicy.Check([new RtlSource("tb.sv", Wrapped(body))], PolicyOptions.Testbench));
        Assert.NotEmpty(RtlPolicy.Check([new RtlSource("tb.sv", Wrapped(body))], PolicyOptions.Template));
    }

    private static string Wrapped(string body) => $"module unit (input logic clk_i, rst_ni, a, output logic y);\n{body}\nendmodule\n";

    private static IReadOnlyList<Diagnostic> Errors(string body)
    {
        var options = PolicyOptions.Candidate with
        {
            ReservedModules = new HashSet<string> { "tb", "golden_pkg" },
            KnownModules = new HashSet<string> { "sub", "pkg" },
        };
        return [.. RtlPolicy.Check([new RtlSource("unit.sv", Wrapped(body))], options).Where(static finding => finding.Severity == DiagnosticSeverity.Error)];
    }
}
