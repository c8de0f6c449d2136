using System.Text.RegularExpressions;
using HwAgent.Core.Rtl;
using HwAgent.Evaluation.Contracts;
using HwAgent.Evaluation.Rtl;
using HwAgent.Evaluation.Tests.Rtl;

namespace HwAgent.Evaluation.Tests.Contracts;

/// <summary>Candidates that cheat, misfit or attack.</summary>
public sealed class UnitVerifierHostileTests(RtlToolsFixture fixture)
{
    private static readonly UnitContract Requantiser = UnitContracts.Find("hwa_requantiser", NamedConfigurations.Get("tiny-os"))!;
    private static readonly string Template = AcceleratorTemplates.RenderUnit("hwa_requantiser", NamedConfigurations.Get("tiny-os")).Text;

    public static TheoryData<string> Modules => [.. UnitContracts.Modules];

    /// <summary>Outputs 0 whatever comes: the laziest design that fits.</summary>
    [Theory]
    [MemberData(nameof(Modules))]
    public async Task VerifyAsync_NullDesign_IsRejectedBySimulation(string module)
    {
        var contract = NamedConfigurations.All.Values.Select(parameters => UnitContracts.Find(module, parameters)).First(contract => contract is not null)!;
        var result = await UnitVerifier.VerifyAsync(fixture.Tools, contract, NullDesign(contract), trusted: false, TestContext.Current.CancellationToken);

        Assert.False(result.Passed);
        Assert.True(result.First is not null, string.Join('\n', result.Diagnostics));
    }

    [Fact]
    public async Task VerifyAsync_CorrectUntrustedCandidate_Passes()
    {
        var result = await VerifyAsync(Template);

        Assert.True(result.Passed, string.Join('\n', result.Diagnostics));
        Assert.True(result.Vectors > 10_000);
        Assert.Equal(0, result.Mismatches);
    }

    /// <summary>Other names, other style, other structure: only behaviour counts.</summary>
    [Fact]
    public async Task VerifyAsync_OtherStyleOfTheSameFunction_Passes()
    {
        var result = await VerifyAsync("""
            module hwa_requantiser (clk_i, sum_i, multiplier_i, shift_i, wide_i, data_o);
              parameter OutBits = 16;
              input clk_i;
              input signed [31:0] sum_i;
              input [15:0] multiplier_i;
              input [5:0] shift_i;
              input wide_i;
              output reg signed [OutBits-1:0] data_o;
              reg signed [48:0] p, r;
              reg [5:0] s;
              wire signed [48:0] y = r >>> s;
              wire signed [48:0] high = wide_i ? 49'sd32767 : 49'sd127;
              wire signed [48:0] low = ~high;
              wire signed [48:0] clamped = y > high ? high : y < low ? low : y;
              wire unused = ^{clamped[48:OutBits]};
              always @* p = $signed({ {17{sum_i[31]} }, sum_i}) * $signed({33'd0, multiplier_i});
              always @(posedge clk_i) begin
                r <= p + $signed((49'd1 << shift_i) >> 1);
                s <= shift_i;
                data_o <= clamped[OutBits-1:0];
              end
            endmodule
            """);
        Assert.True(result.Passed, string.Join('\n', result.Diagnostics));
    }

    [Theory]
    [InlineData("always_ff @(posedge clk_i) $finish;", "policy.system-task")]
    [InlineData("always_ff @(posedge clk_i) $display(\"PASS\");", "policy.system-task")]
    [InlineData("initial $fatal(0);", "policy.initial")]
    [InlineData("logic peek; assign peek = tb_hwa_unit.stimulus0[0][0];", "policy.hierarchical-reference")]
    [InlineData("logic peek; assign peek = $root.tb_hwa_unit.clk0;", "policy.hierarchical-reference")]
    [InlineData("integer f; always_ff @(posedge clk_i) f = $fopen(\"outputs0.txt\", \"w\");", "policy.system-task")]
    [InlineData("always_ff @(posedge clk_i) force data_o = '0;", "policy.keyword")]
    [InlineData("hwa_fifo u_fifo ();", "policy.unknown-module")]
    [InlineData("`include \"stimulus0.hex\"", "policy.directive")]
    public async Task VerifyAsync_HostileText_IsRefusedByPolicy(string text, string code)
    {
        var result = await VerifyAsync(Template.Replace("assign data_o = data_q;", "assign data_o = data_q;\n" + text));

        Assert.False(result.Passed);
        Assert.Equal(0, result.Vectors);
        Assert.Contains(result.Diagnostics, finding => finding.Code == code);
    }

    [Theory]
    [InlineData("output logic signed [OutBits-1:0] data_o", "output logic signed [7:0] data_o", "contract.port-width", "data_o has 8 bits")]
    [InlineData("input  logic [5:0]                shift_i", "input  logic [4:0]                shift_i", "contract.port-width", "shift_i has 5 bits")]
    [InlineData("input  logic [5:0]                shift_i,", "input  logic [5:0]                shift_i, input logic enable_i,", "contract.extra-port", "'enable_i'")]
    [InlineData("input  logic [5:0]                shift_i,", "input  logic [5:0]                shift_i, output logic valid_o,", "contract.extra-port", "'valid_o'")]
    [InlineData("input  logic                      wide_i,", "input  logic                      wide,", "contract.missing-port", "wide_i")]
    [InlineData("input  logic                      clk_i,", "output logic                      clk_i,", "contract.port-direction", "clk_i")]
    [InlineData("output logic signed [OutBits-1:0] data_o", "input  logic signed [OutBits-1:0] data_o", "contract.port-direction", "data_o")]
    [InlineData("parameter int OutBits = 16", "parameter int Bits = 16, localparam int OutBits = Bits", "contract.missing-parameter", "OutBits")]
    [InlineData("module hwa_requantiser ", "module hwa_requantizer ", "contract.module", "hwa_requantiser")]
    public async Task VerifyAsync_OtherInterface_SaysWhatDiffers(string from, string to, string code, string words)
    {
        Assert.Contains(from, Template);
        var result = await VerifyAsync(Template.Replace(from, to));

        Assert.False(result.Passed);
        Assert.Equal(0, result.Vectors);
        Assert.Contains(result.Diagnostics, finding => finding.Code == code && finding.Message.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public async Task VerifyAsync_LintWarning_IsRejectedWithItsPlace()
    {
        var result = await VerifyAsync(Template.Replace("assign data_o = data_q;", "assign data_o = data_q;\n  logic [3:0] spare;\n  assign spare = 5'd3;"));

        Assert.False(result.Passed);
        Assert.Contains(result.Diagnostics, finding => finding.File == "hwa_requantiser.sv" && finding.Line is not null && finding.Tool == "verilator");
    }

    [Fact]
    public async Task VerifyAsync_OtherTopModule_IsRejected()
    {
        var result = await UnitVerifier.VerifyAsync(fixture.Tools, Requantiser, new RtlDesign("hwa_other", [new RtlSource("hwa_other.sv", Template)]), trusted: false, TestContext.Current.CancellationToken);
        Assert.Contains(result.Diagnostics, finding => finding.Code == "contract.module");
    }

    /// <summary>A candidate can neither bring its own library nor its own testbench.</summary>
    [Theory]
    [InlineData("hwa_ram", "hwa_ram.sv")]
    [InlineData("hwa_ram", "mine.sv")]
    [InlineData("hwa_fifo", "hwa_fifo.sv")]
    [InlineData("tb_hwa_unit", "tb_hwa_unit.sv")]
    [InlineData("tb_hwa_interface", "mine.sv")]
    public async Task VerifyAsync_RedefinedSurroundings_AreRefused(string module, string file)
    {
        var parameters = NamedConfigurations.Get("tiny-os");
        var table = AcceleratorTemplates.RenderUnit("hwa_activation_table", parameters);
        var design = new RtlDesign("hwa_activation_table", [new RtlSource(file, $"module {module}; endmodule\n"), table]);

        var result = await UnitVerifier.VerifyAsync(fixture.Tools, UnitContracts.Find("hwa_activation_table", parameters)!, design, trusted: false, TestContext.Current.CancellationToken);

        Assert.False(result.Passed);
        Assert.Contains(result.Diagnostics, finding => finding.Code is "contract.file-name" or "policy.module-name");
    }

    [Fact]
    public async Task VerifyAsync_Mismatch_ShowsInputsExpectedAndActual()
    {
        var result = await VerifyAsync(Template.Replace(": highest;", ": highest - 16'(!wide_i);"));

        var first = result.First!;
        Assert.Equal(("data_o", "127", "126"), (first.Port, first.Expected, first.Actual));
        Assert.Equal("OutBits = 16", first.Instance);
        Assert.Contains("sum_i=", first.Inputs[^1]);
        Assert.StartsWith($"cycle {first.Cycle}: ", first.Inputs[^1]);
        Assert.Contains(result.Diagnostics, finding => finding.Code == "contract.mismatch" && finding.Excerpt is not null);
    }

    /// <summary>An output that never leaves X is wrong, not equal to everything.</summary>
    [Fact]
    public async Task VerifyAsync_UnknownOutput_IsAMismatch()
    {
        var contract = UnitContracts.Find("hwa_fifo", NamedConfigurations.Get("tiny-os"))!;
        var text = AcceleratorTemplates.RenderUnit("hwa_fifo", NamedConfigurations.Get("tiny-os")).Text.Replace("count_q <= '0;", "count_q <= count_q;");
        var result = await UnitVerifier.VerifyAsync(fixture.Tools, contract, new RtlDesign("hwa_fifo", [new RtlSource("hwa_fifo.sv", text)]), trusted: false, TestContext.Current.CancellationToken);

        Assert.Contains("x", result.First!.Actual);
    }

    private Task<UnitVerification> VerifyAsync(string text) =>
        UnitVerifier.VerifyAsync(fixture.Tools, Requantiser, new RtlDesign("hwa_requantiser", [new RtlSource("hwa_requantiser.sv", text)]), trusted: false, TestContext.Current.CancellationToken);

    private static RtlDesign NullDesign(UnitContract contract)
    {
        // Widths by parameter name do not matter to a design that drives constants, as long as they fit every instance.
        var template = AcceleratorTemplates.RenderUnit(contract.Module, NamedConfigurations.All.Values.First(parameters => UnitContracts.Find(contract.Module, parameters) is not null)).Text;
        var header = template[(template.IndexOf("\nmodule ", StringComparison.Ordinal) + 1)..(template.IndexOf(");\n", StringComparison.Ordinal) + 3)];
        var inputs = contract.Instances[0].Ports.Where(port => port.IsInput).Select(port => port.Name);
        var outputs = contract.Instances[0].Ports.Where(port => !port.IsInput).Select(port => $"  assign {port.Name} = '0;\n");
        var parameters = Regex.Matches(header, @"\bparameter int (\w+)").Select(match => $", {match.Groups[1].Value}");
        return new RtlDesign(contract.Module, [new RtlSource(contract.Module + ".sv", $"{header}{string.Concat(outputs)}  logic unused;\n  assign unused = ^{{{string.Join(", ", inputs)}{string.Concat(parameters)}}};\nendmodule\n")]);
    }
}
