using HwAgent.Evaluation.Grading;

namespace HwAgent.Evaluation.Tests.Grading;

/// <summary>A problem of our own with a testbench of the family that the recorder knows.</summary>
internal static class SmallProblem
{
    public static RtlProblem Xor { get; } = new()
    {
        Id = "small_xor",
        Prompt = "A register with the parity of a.",
        Module = "TopModule",
        Reference = "module RefModule (input clk, input [1:0] a, output reg q);\n  always @(posedge clk) q <= ^a;\nendmodule\n",
        ReferenceModule = "RefModule",
        TestbenchTop = "tb",
        Testbench = """
            `timescale 1 ps/1 ps
            module stimulus_gen (input clk, output reg [1:0] a);
              initial begin
                repeat (40) @(posedge clk, negedge clk) a <= $random;
                #1 $finish;
              end
            endmodule

            module tb();
              typedef struct packed { int errors; int clocks; } stats;
              stats stats1;
              reg clk = 0;
              initial forever #5 clk = ~clk;
              logic [1:0] a;
              logic q_ref;
              logic q_dut;
              wire tb_match;
              stimulus_gen stim1 (.clk, .a);
              RefModule good1 (.clk, .a, .q(q_ref) );
              TopModule top_module1 (.clk, .a, .q(q_dut) );
              task wait_for_end_of_timestep;
                #1;
              endtask
              final $display("Mismatches: %1d in %1d samples", stats1.errors, stats1.clocks);
              assign tb_match = ( { q_ref } === ( { q_ref } ^ { q_dut } ^ { q_ref } ) );
              always @(posedge clk, negedge clk) begin
                stats1.clocks++;
                if (!tb_match) stats1.errors++;
              end
              initial begin
                #1000000
                $display("TIMEOUT");
                $finish();
              end
            endmodule

            """,
    };
}
